internal import IPVS

/// Pieces of sentences.
enum Words {
  /// `1 template`, `2 templates`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// The first three, and how many more there are.
  static func list(_ words: [String]) -> String {
    switch words.count {
    case ...3: words.joined(separator: ", ")
    default: words[..<3].joined(separator: ", ") + " and \(words.count - 3) more"
    }
  }

  /// Seconds as days with a decimal.
  static func days(seconds: UInt64) -> String {
    let tenths = (seconds * 10 + 43200) / 86400
    return "\(tenths / 10).\(tenths % 10) days"
  }

  /// A part of a whole in percent, rounded.
  static func percent(_ part: Int, of whole: Int) -> String {
    "\(whole == 0 ? 0 : (part * 200 + whole) / (2 * whole)) %"
  }
}

extension Service {
  /// The address and port, or the mark, as sentences name it.
  var shortName: String {
    switch identity {
    case .endpoint(_, let endpoint): "\(endpoint)"
    case .firewallMark(let mark, _): "mark \(mark)"
    }
  }
}
