internal import IPVS

/// Reads the numbers that are written to a setting, as the kernel does.
struct SysctlNumberReader {
  private var rest: ArraySlice<UInt8>

  init(_ text: String) {
    rest = Array(text.utf8)[...]
    skipBlanks()
  }

  /// What comes next.
  enum Item {
    case number(Int64)
    case nonsense
    case end
  }

  /// Whether nothing is left but blanks.
  var isAtEnd: Bool { rest.isEmpty }

  /// Reads one number.
  mutating func next() -> Item {
    guard !rest.isEmpty else { return .end }
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    guard let magnitude = magnitude() else { return .nonsense }
    if let next = rest.first, !Self.isBlank(next) { return .nonsense }
    skipBlanks()
    guard let value = Int64(exactly: magnitude) else { return .nonsense }
    return .number(isNegative ? -value : value)
  }

  /// A number in C's notation; nil where no digit stands first or 64 bits do not hold it.
  private mutating func magnitude() -> UInt64? {
    guard let first = rest.first, first.isASCIIDigit else { return nil }
    var radix: UInt64 = 10
    if first == UInt8(ascii: "0") {
      radix = 8
      let marker = rest.dropFirst().first
      if marker == UInt8(ascii: "x") || marker == UInt8(ascii: "X"),
        rest.dropFirst(2).first?.hexadecimalValue != nil
      {
        radix = 16
        rest = rest.dropFirst(2)
      }
    }
    var value: UInt64 = 0
    while let digit = rest.first?.hexadecimalValue, UInt64(digit) < radix {
      let product = value.multipliedReportingOverflow(by: radix)
      let sum = product.partialValue.addingReportingOverflow(UInt64(digit))
      guard !product.overflow, !sum.overflow else { return nil }
      value = sum.partialValue
      rest = rest.dropFirst()
    }
    return value
  }

  private mutating func skipBlanks() {
    rest = rest.drop { Self.isBlank($0) }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (9...13).contains(byte)
  }
}
