import IPVS

extension TextBuffer {
  /// Appends text, filled up with blanks on the right (`%-*s`).
  mutating func append(_ text: StaticString, width: Int) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), width: width)
  }

  /// Appends text, filled up with blanks on the right (`%-*s`).
  mutating func append(_ text: [UInt8], width: Int) {
    text.withUnsafeBufferPointer { append($0, width: width) }
  }

  /// Appends a number in decimal, filled up with blanks on the right (`%-*d`).
  mutating func append(decimal value: Int32, width: Int) {
    guard value < 0 else { return append(decimal: UInt64(value), width: width) }
    let start = count
    append(decimal: value)
    pad(from: start, to: width)
  }

  /// Appends a number in decimal, filled up with blanks on the right (`%-*u`).
  mutating func append(decimal value: UInt32, width: Int) {
    append(decimal: UInt64(value), width: width)
  }

  /// Appends text behind as many blanks as the width needs (`%*s`).
  mutating func append(right text: StaticString, width: Int) {
    pad(from: count, to: width - text.utf8CodeUnitCount)
    append(text)
  }

  /// Appends a number behind as many blanks as the width needs (`%*u`).
  mutating func append(right value: UInt64, width: Int) {
    if value < 10 { return append(digit: UInt8(truncatingIfNeeded: value), atEndOf: width) }
    pad(from: count, to: width - value.decimalLength)
    append(decimal: value)
  }

  /// Appends a number as `--stats` and `--rate` show it: nine columns, large ones in thousands,
  /// millions, and so on, cut; or in full.
  mutating func append(counter value: UInt64, isExact: Bool) {
    if isExact {
      let length = value.decimalLength
      append(right: value, width: length > 8 ? length + 1 : 9)
      return
    }
    switch value {
    case ..<100_000_000: append(right: value, width: 9)
    case ..<1_000_000_000: append(value / 1000, "K")
    case ..<100_000_000_000: append(value / 1_000_000, "M")
    case ..<100_000_000_000_000: append(value / 1_000_000_000, "G")
    default: append(value / 1_000_000_000_000, "T")
    }
  }

  private mutating func append(_ value: UInt64, _ unit: StaticString) {
    append(right: value, width: 8)
    append(unit)
  }
}

extension UInt64 {
  /// How many digits it has in decimal.
  fileprivate var decimalLength: Int {
    var length = 1
    var rest = self / 10
    while rest > 0 {
      length += 1
      rest /= 10
    }
    return length
  }
}
