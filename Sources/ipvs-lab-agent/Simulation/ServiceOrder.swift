/// Takes the order of services out of texts.
///
/// The kernel lists services in the order of its hash table, whose key is another in each network
/// namespace; the simulation lists the oldest first. `--nosort` shows that order, and so does
/// 1.31's own sort where its relation is none (differences of 32 bits that wrap). Services stand
/// together with their servers, whose order is the same in both: the newest first.
enum ServiceOrder {
  /// A listing or saved rules, each run of services in the order of their bytes.
  static func withoutOrder(output: [UInt8]) -> [UInt8] {
    sorted(output, heads: ["TCP  ", "UDP  ", "SCTP ", "FWM  ", "-A "], tails: ["  -> ", "-a "])
  }

  /// A snapshot's text in the same way.
  static func withoutOrder(snapshot: Snapshot) -> Snapshot {
    let text = sorted(Array(snapshot.text.utf8), heads: ["service "], tails: ["  "])
    return Snapshot(text: String(decoding: text, as: UTF8.self))
  }

  private static func sorted(_ text: [UInt8], heads: [String], tails: [String]) -> [UInt8] {
    let heads = heads.map { Array($0.utf8) }
    let tails = tails.map { Array($0.utf8) }
    var sorted: [UInt8] = []
    var run: [[UInt8]] = []
    for line in lines(of: text) {
      if heads.contains(where: line.starts(with:)) {
        run.append(Array(line))
      } else if !run.isEmpty, tails.contains(where: line.starts(with:)) {
        run[run.count - 1] += line
      } else {
        sorted += run.sorted { $0.lexicographicallyPrecedes($1) }.joined()
        run = []
        sorted += line
      }
    }
    return sorted + run.sorted { $0.lexicographicallyPrecedes($1) }.joined()
  }

  /// Lines with their newlines.
  private static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var rest = text[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
      lines.append(rest[..<end])
      rest = rest[end...]
    }
    return lines
  }
}
