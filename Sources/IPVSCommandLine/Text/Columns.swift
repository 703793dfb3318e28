import IPVS

extension [UInt8] {
  /// Appends text, filled up with blanks on the right (`%-*s`).
  mutating func append(_ text: [UInt8], width: Int) {
    append(contentsOf: text)
    append(blanks: width - text.count)
  }

  /// Appends text, filled up with blanks on the right (`%-*s`).
  mutating func append(_ text: StaticString, width: Int) {
    append(text)
    append(blanks: width - text.utf8CodeUnitCount)
  }

  /// Appends a number in decimal, filled up with blanks on the right (`%-*d`).
  mutating func append(decimal value: some FixedWidthInteger, width: Int) {
    let start = count
    append(decimal: value)
    append(blanks: width - (count - start))
  }

  /// Appends text behind as many blanks as the width needs (`%*s`).
  mutating func append(right text: StaticString, width: Int) {
    append(blanks: width - text.utf8CodeUnitCount)
    append(text)
  }

  /// Appends a number behind as many blanks as the width needs (`%*u`).
  mutating func append(right value: UInt64, width: Int, unit: Unicode.Scalar? = nil) {
    var digits: [UInt8] = []
    digits.append(decimal: value)
    if let unit { digits.append(UInt8(ascii: unit)) }
    append(blanks: width - digits.count)
    append(contentsOf: digits)
  }

  /// Appends blanks; none for a negative number.
  mutating func append(blanks: Int) {
    guard blanks > 0 else { return }
    append(contentsOf: repeatElement(UInt8(ascii: " "), count: blanks))
  }

  /// Appends a number as `--stats` and `--rate` show it: nine columns, large ones in thousands,
  /// millions, and so on, cut; or in full.
  mutating func append(counter value: UInt64, isExact: Bool) {
    if isExact {
      let digits = String(value).utf8.count
      append(right: value, width: digits > 8 ? digits + 1 : 9)
      return
    }
    switch value {
    case ..<100_000_000: append(right: value, width: 9)
    case ..<1_000_000_000: append(right: value / 1000, width: 9, unit: "K")
    case ..<100_000_000_000: append(right: value / 1_000_000, width: 9, unit: "M")
    case ..<100_000_000_000_000: append(right: value / 1_000_000_000, width: 9, unit: "G")
    default: append(right: value / 1_000_000_000_000, width: 9, unit: "T")
    }
  }
}
