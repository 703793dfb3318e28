import IPVS

/// Reads numbers as C's `strtol` does with base 10.
enum NumberText {
  /// The whole text as a number: blanks and a sign before the digits, nothing behind them.
  static func number(_ text: Word, in range: ClosedRange<Int64>) -> Int64? {
    let (value, length) = longest(text.bytes)
    guard let value, length == text.count, range.contains(value) else { return nil }
    return value
  }

  /// What `atoi` makes of a text: the number at its beginning cut to 32 bits, 0 without one.
  static func atoi(_ text: Word) -> Int32 {
    Int32(truncatingIfNeeded: longest(text.bytes).value ?? 0)
  }

  /// The number at the beginning, held at the ends of 64 bits, and how many bytes it takes.
  private static func longest(_ text: UnsafeBufferPointer<UInt8>) -> (value: Int64?, length: Int) {
    var index = 0
    while index < text.count, text[index].isASCIIBlank { index += 1 }
    var isNegative = false
    if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      isNegative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    guard index < text.count, text[index].isASCIIDigit else { return (nil, 0) }
    var value: Int64 = 0
    var isTooLarge = false
    while index < text.count, text[index].isASCIIDigit {
      let unit = Int64(text[index] - UInt8(ascii: "0"))
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) =
        isNegative
        ? product.subtractingReportingOverflow(unit) : product.addingReportingOverflow(unit)
      isTooLarge = isTooLarge || overflow || carry
      value = sum
      index += 1
    }
    if isTooLarge { value = isNegative ? .min : .max }
    return (value, index)
  }
}
