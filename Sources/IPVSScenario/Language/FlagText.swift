import IPVS

/// The flags of TCP as the language spells them: `SYN`, `SYN+ACK`, `-` for none.
enum FlagText {
  /// What a message says of them.
  static let expected = "flags such as SYN, SYN+ACK, FIN+ACK, RST, or - for none"

  private static let names: [(name: String, flag: TCPFlags)] = [
    ("SYN", .syn), ("FIN", .fin), ("RST", .rst), ("PSH", .psh), ("ACK", .ack), ("URG", .urg),
  ]

  /// The flags of a word; nil where it is none.
  static func flags(_ text: String) -> TCPFlags? {
    if text == "-" { return [] }
    var flags: TCPFlags = []
    for part in text.split(separator: "+", omittingEmptySubsequences: false) {
      guard let known = names.first(where: { $0.name == part }), !flags.contains(known.flag) else {
        return nil
      }
      flags.insert(known.flag)
    }
    return flags
  }

  /// The word for flags, in the language's own order.
  static func text(_ flags: TCPFlags) -> String {
    let names = names.filter { flags.contains($0.flag) }.map(\.name)
    return names.isEmpty ? "-" : names.joined(separator: "+")
  }
}
