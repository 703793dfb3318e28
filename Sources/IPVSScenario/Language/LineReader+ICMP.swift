import IPVS

extension LineReader {
  /// `icmp KIND from ADDRESS about PROTO SOURCE DESTINATION [at SERVER | mark N]`.
  mutating func icmpError() throws(LineError) -> ICMPError {
    let kinds = Self.kinds.map(\.name).joined(separator: ", ")
    let word = try next(kinds)
    guard let kind = Self.kinds.first(where: { $0.name == word.text })?.kind else {
      throw LineError(word.column, "expected one of \(kinds)")
    }
    guard takes("from") else {
      throw LineError(try next("from ADDRESS").column, "expected from ADDRESS")
    }
    let sender = try address("the sender's")
    guard takes("about") else {
      throw LineError(try next("about PROTO").column, "expected about PROTO SOURCE DESTINATION")
    }
    let transport = try transport()
    let source = try endpoint("the lost packet's source", of: transport, family: sender.family)
    let target = try endpoint("the lost packet's target", of: transport, family: sender.family)
    // What ICMP shows of a packet is its ports; the rest is like that of most packets.
    let subject = Packet(
      transport: transport, source: source, destination: target,
      flags: transport == .tcp ? .ack : [],
      chunks: transport == .sctp ? SCTPChunks(.data) : .none)
    var error = ICMPError(kind, from: sender, about: subject)
    if takes("at") {
      error.side = .server(try address("the server's"))
    } else if takes("mark") {
      error.mark = try number(1...UInt32.max, "a mark")
    }
    try end()
    return error
  }

  private static let kinds: [(name: String, kind: ICMPError.Kind)] = [
    ("unreachable", .portUnreachable), ("host-unreachable", .hostUnreachable),
    ("too-big", .tooBig), ("time-exceeded", .timeExceeded),
    ("parameter-problem", .parameterProblem),
  ]
}
