/// Times for people.
enum TimeText {
  /// Seconds as `45s`, `6m`, `1h30m`, `2d4h`: the two largest units.
  static func text(seconds: UInt64) -> String {
    let units: [(name: String, length: UInt64)] = [
      ("d", 86400), ("h", 3600), ("m", 60), ("s", 1),
    ]
    guard let first = units.firstIndex(where: { seconds >= $0.length }) else { return "0s" }
    var text = "\(seconds / units[first].length)\(units[first].name)"
    let rest = seconds % units[first].length
    if first + 1 < units.count, rest / units[first + 1].length > 0 {
      text += "\(rest / units[first + 1].length)\(units[first + 1].name)"
    }
    return text
  }

  /// The seconds that such a text stands for; nil where it is none, or more than a thousand years.
  ///
  /// A number without a unit is seconds.
  static func seconds(_ text: String) -> UInt64? {
    if let number = UInt64(text) { return number <= longest ? number : nil }
    var total: UInt64 = 0
    var digits = ""
    var lastLength = UInt64.max
    for character in text {
      if character.isASCII, character.isNumber {
        digits.append(character)
        continue
      }
      guard let number = UInt64(digits), number <= longest, let length = lengths[character],
        length < lastLength
      else { return nil }
      total += number * length
      guard total <= longest else { return nil }
      lastLength = length
      digits = ""
    }
    return digits.isEmpty && !text.isEmpty ? total : nil
  }

  private static let lengths: [Character: UInt64] = ["d": 86400, "h": 3600, "m": 60, "s": 1]
  private static let longest: UInt64 = 366 * 86400 * 1000
}
