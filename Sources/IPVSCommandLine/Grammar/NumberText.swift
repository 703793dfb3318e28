import IPVS

/// Reads numbers as C's `strtol` does with base 10.
enum NumberText {
  /// The whole text as a number: blanks and a sign before the digits, nothing behind them.
  static func number(_ text: ArraySlice<UInt8>, in range: ClosedRange<Int64>) -> Int64? {
    let (value, rest) = longest(text)
    guard let value, rest.isEmpty, range.contains(value) else { return nil }
    return value
  }

  /// The whole text as a number.
  static func number(_ text: ByteString, in range: ClosedRange<Int64>) -> Int64? {
    number(text.bytes[...], in: range)
  }

  /// What `atoi` makes of a text: the number at its beginning cut to 32 bits, 0 without one.
  static func atoi(_ text: ByteString) -> Int32 {
    Int32(truncatingIfNeeded: longest(text.bytes[...]).value ?? 0)
  }

  /// The number at the beginning, held at the ends of 64 bits, and what stands behind it.
  private static func longest(
    _ text: ArraySlice<UInt8>
  ) -> (value: Int64?, rest: ArraySlice<UInt8>) {
    var rest = text.drop { $0.isASCIIBlank }
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    guard let first = rest.first, first.isASCIIDigit else { return (nil, text) }
    var value: Int64 = 0
    while let digit = rest.first, digit.isASCIIDigit {
      rest = rest.dropFirst()
      let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let unit = Int64(digit - UInt8(ascii: "0"))
      let (sum, overflow) =
        isNegative
        ? product.subtractingReportingOverflow(unit) : product.addingReportingOverflow(unit)
      if tooLarge || overflow {
        return (isNegative ? .min : .max, rest.drop { $0.isASCIIDigit })
      }
      value = sum
    }
    return (value, rest)
  }
}
