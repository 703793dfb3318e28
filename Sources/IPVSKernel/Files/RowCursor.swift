import IPVS

/// A place in a row of /proc, and what stands behind it.
///
/// Columns are separated by blanks. Nothing here traps, whatever the bytes are.
struct RowCursor {
  private var place: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>

  /// The beginning of a row, which outlives the cursor.
  init?(_ row: UnsafeBufferPointer<UInt8>) {
    guard let start = row.baseAddress else { return nil }
    (place, end) = (start, start + row.count)
  }

  /// Whether nothing is left.
  var isAtEnd: Bool { place == end }

  /// How many bytes are left.
  private var count: Int { end - place }

  /// Passes over blanks.
  @inline(__always)
  mutating func skipBlanks() {
    while place < end, place.pointee.isASCIIBlank { place += 1 }
  }

  /// Passes over a byte if it is the next one; whether it was.
  @inline(__always)
  mutating func skip(_ byte: UInt8) -> Bool {
    guard place < end, place.pointee == byte else { return false }
    place += 1
    return true
  }

  /// The next word; nil at the end.
  @inline(__always)
  mutating func word() -> UnsafeRawBufferPointer? {
    skipBlanks()
    let start = place
    while place < end, !place.pointee.isASCIIBlank { place += 1 }
    return start < place ? UnsafeRawBufferPointer(start: start, count: place - start) : nil
  }

  /// What is left behind one byte.
  func rest() -> UnsafeRawBufferPointer? {
    count > 1 ? UnsafeRawBufferPointer(start: place + 1, count: count - 1) : nil
  }

  /// The next word as a decimal number of at most 64 bits.
  @inline(__always)
  mutating func decimal() -> UInt64? {
    skipBlanks()
    let start = place
    var value: UInt64 = 0
    while place < end, place.pointee.isASCIIDigit {
      let digit = UInt64(place.pointee &- UInt8(ascii: "0"))
      if value < 1 << 59 {
        value = value &* 10 &+ digit
      } else {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(digit)
        guard !overflow, !carry else { return nil }
        value = sum
      }
      place += 1
    }
    return start < place && isAtWordEnd ? value : nil
  }

  /// The next word as a number with a sign, of 32 bits.
  mutating func signed() -> Int32? {
    skipBlanks()
    let isNegative = skip(UInt8(ascii: "-"))
    guard place < end, place.pointee.isASCIIDigit, let value = decimal(), value <= 1 << 31 else {
      return nil
    }
    return Int32(exactly: isNegative ? -Int64(value) : Int64(value))
  }

  /// Hexadecimal digits, at least one and at most as many.
  @inline(__always)
  mutating func hexadecimal(digits most: Int) -> UInt32? {
    let start = place
    let limit = count > most ? place + most : end
    var value: UInt32 = 0
    while place < limit, let digit = place.pointee.hexadecimalValue {
      value = value &<< 4 | UInt32(digit)
      place += 1
    }
    return start < place ? value : nil
  }

  /// A port: at most four hexadecimal digits, and the end of the word.
  @inline(__always)
  mutating func port() -> UInt16? {
    guard let value = hexadecimal(digits: 4), isAtWordEnd else { return nil }
    return UInt16(truncatingIfNeeded: value)
  }

  /// An IPv4 address of eight hexadecimal digits.
  @inline(__always)
  mutating func ipv4() -> IPv4Address? {
    let start = place
    guard let value = hexadecimal(digits: 8), place - start == 8 else { return nil }
    return IPv4Address(rawValue: value)
  }

  /// An IPv6 address of eight groups of four hexadecimal digits.
  mutating func ipv6() -> IPv6Address? {
    var halves: (UInt64, UInt64) = (0, 0)
    for group in 0..<8 {
      if group > 0, !skip(UInt8(ascii: ":")) { return nil }
      let start = place
      guard let value = hexadecimal(digits: 4), place - start == 4 else { return nil }
      if group < 4 {
        halves.0 = halves.0 << 16 | UInt64(value)
      } else {
        halves.1 = halves.1 << 16 | UInt64(value)
      }
    }
    return IPv6Address(high: halves.0, low: halves.1)
  }

  /// Whether the word that was read ends here.
  private var isAtWordEnd: Bool { place == end || place.pointee.isASCIIBlank }

  /// The number of bytes of the next word, which is not passed over.
  @inline(__always)
  func wordLength() -> Int {
    var last = place
    while last < end, !last.pointee.isASCIIBlank { last += 1 }
    return last - place
  }
}
