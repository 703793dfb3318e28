internal import ArgumentParser
internal import IPVS

/// Reads addresses as words of `ipvs`: numbers, no names, so that nothing waits for a name server.
enum AddressWord {
  /// `10.0.0.1` or `2001:db8::1`.
  static func address(_ text: some StringProtocol) -> IPAddress? {
    let bytes = Array(text.utf8)[...]
    if let address = IPv4Address(strict: bytes) { return .v4(address) }
    return IPv6Address(bytes).map { .v6($0) }
  }

  /// `10.0.0.1:80`, `10.0.0.1`, `[2001:db8::1]:80`, `[2001:db8::1]` or `2001:db8::1`; the port is nil
  /// where none is written.
  static func endpoint(_ text: some StringProtocol) -> (address: IPAddress, port: UInt16?)? {
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]"),
        let address = IPv6Address(Array(text[..<end].dropFirst().utf8)[...])
      else { return nil }
      let rest = text[text.index(after: end)...]
      if rest.isEmpty { return (.v6(address), nil) }
      guard rest.hasPrefix(":"), let port = port(rest.dropFirst()) else { return nil }
      return (.v6(address), port)
    }
    if let address = address(text) { return (address, nil) }
    guard let colon = text.lastIndex(of: ":"),
      let address = IPv4Address(strict: Array(text[..<colon].utf8)[...]),
      let port = port(text[text.index(after: colon)...])
    else { return nil }
    return (.v4(address), port)
  }

  /// A number of digits, 0 to 65535.
  static func port(_ text: some StringProtocol) -> UInt16? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      ? UInt16(text) : nil
  }
}

/// A service as a word: `10.0.0.1:80`, `tcp:10.0.0.1:80`, `udp:[2001:db8::1]:53`, `fwmark:7`,
/// `fwmark6:7`.
enum ServiceWord: Hashable, ExpressibleByArgument, CustomStringConvertible {
  /// An address and a port; with every protocol where none is written.
  case endpoint(TransportProtocol?, Endpoint)
  /// A firewall mark's service.
  case firewallMark(UInt32, AddressFamily)

  /// What is expected where a word is none.
  static let expected =
    "ADDRESS:PORT, tcp:ADDRESS:PORT, udp:ADDRESS:PORT, sctp:ADDRESS:PORT, fwmark:N or fwmark6:N"

  private static let protocols: [String: TransportProtocol] = [
    "tcp": .tcp, "udp": .udp, "sctp": .sctp,
  ]

  init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts[0].lowercased()
    if parts.count == 2, name == "fwmark" || name == "fwmark6" {
      guard let mark = UInt32(parts[1]), mark > 0 else { return nil }
      self = .firewallMark(mark, name == "fwmark" ? .ipv4 : .ipv6)
      return
    }
    let transport = parts.count == 2 ? Self.protocols[name] : nil
    let rest = transport == nil ? argument[...] : parts[1]
    guard let (address, port) = AddressWord.endpoint(rest), let port else { return nil }
    self = .endpoint(transport, Endpoint(address, port: port))
  }

  /// The word again.
  var description: String {
    switch self {
    case .endpoint(let transport, let endpoint):
      transport.map { "\($0.name) \(endpoint)" } ?? endpoint.description
    case .firewallMark(let mark, let family):
      ServiceIdentity.firewallMark(mark, family).name
    }
  }

  /// Whether a service is meant.
  func names(_ identity: ServiceIdentity) -> Bool {
    switch (self, identity) {
    case (.endpoint(let transport, let endpoint), .endpoint(let its, let at)):
      endpoint == at && (transport == nil || transport == its)
    case (.firewallMark(let mark, let family), .firewallMark(let its, let of)):
      mark == its && family == of
    case (.endpoint, .firewallMark), (.firewallMark, .endpoint):
      false
    }
  }
}

/// A server as a word: `192.168.1.1`, which is every port, or `192.168.1.1:80`.
struct ServerWord: Hashable, ExpressibleByArgument {
  /// The address.
  var address: IPAddress
  /// The port; nil for every port.
  var port: UInt16?

  init?(argument: String) {
    guard let (address, port) = AddressWord.endpoint(argument) else { return nil }
    self.address = address
    self.port = port
  }

  /// Whether a destination is meant.
  func names(_ endpoint: Endpoint) -> Bool {
    endpoint.address == address && (port == nil || port == endpoint.port)
  }
}
