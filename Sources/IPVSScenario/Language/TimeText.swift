import IPVS

/// Times as the language spells them: `20ms`, `90s`, `6m`, `1h30m`, `2d`.
enum TimeText {
  /// How long a slot is.
  static let slotMilliseconds: UInt64 = 20
  /// The longest time of one line: a year.
  private static let longest: UInt64 = 366 * 24 * 3600 * 1000

  /// A time in slots: one or more, whole ones only.
  static func slots(_ word: WordReader.Word) throws(LineError) -> UInt64 {
    let mistake = LineError(word.column, "expected a time such as 90s, 6m, 1h30m or 20ms")
    var milliseconds: UInt64 = 0
    var rest = word.bytes[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCIIDigit }
      rest = rest.dropFirst(digits.count)
      let letters = rest.prefix { !$0.isASCIIDigit }
      rest = rest.dropFirst(letters.count)
      guard (1...12).contains(digits.count), let unit = unit(ByteString(letters)) else {
        throw mistake
      }
      let number = digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
      milliseconds += min(number, longest) * unit
      guard milliseconds <= longest else {
        throw LineError(word.column, "expected a time of at most 366d")
      }
    }
    guard milliseconds > 0 else { throw mistake }
    guard milliseconds.isMultiple(of: slotMilliseconds) else {
      throw LineError(word.column, "expected whole slots of 20ms")
    }
    return milliseconds / slotMilliseconds
  }

  private static func unit(_ letters: ByteString) -> UInt64? {
    switch letters {
    case "ms": 1
    case "s": 1000
    case "m": 60_000
    case "h": 3_600_000
    case "d": 86_400_000
    default: nil
    }
  }
}
