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

  /// How many bytes it has passed since a place before it in the same row.
  func distance(from start: RowCursor) -> Int { place - start.place }

  /// Passes over blanks.
  @inline(__always)
  mutating func skipBlanks() {
    // Mostly there is one.
    if end - place >= 2, place[0] == 0x20, place[1] > 0x20 {
      place += 1
    } else {
      skipManyBlanks()
    }
  }

  @inline(__always)
  private mutating func skipManyBlanks() {
    while end - place >= 8 {
      let bytes = UInt64(littleEndian: loaded(as: UInt64.self)) ^ 0x2020_2020_2020_2020
      guard bytes == 0 else {
        // What is no blank is the first bit that differs; other blanks than 0x20 are seldom.
        place += bytes.trailingZeroBitCount >> 3
        break
      }
      place += 8
    }
    if place < end, place.pointee.isASCIIBlank { skipOtherBlanks() }
  }

  @inline(never)
  private mutating func skipOtherBlanks() {
    while place < end, place.pointee.isASCIIBlank { place += 1 }
  }

  /// Passes over a byte if it is the next one; whether it was.
  @inline(__always)
  mutating func skip(_ byte: UInt8) -> Bool {
    guard place < end, place.pointee == byte else { return false }
    place += 1
    return true
  }

  /// Passes over bytes, as many as there are at most.
  @inline(__always)
  mutating func skip(_ length: Int) {
    place += min(length, count)
  }

  /// The next bytes, 8 to 16 of them, as two numbers that overlap, the first byte the lowest; nil where
  /// there are fewer, or where no blank follows.
  @inline(__always)
  func words(ofLength length: Int) -> (UInt64, UInt64)? {
    guard count > length, place[length] == 0x20 else { return nil }
    let bytes = UnsafeRawPointer(place)
    return (
      UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)),
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self))
    )
  }

  /// The next word; nil at the end.
  @inline(__always)
  mutating func word() -> UnsafeRawBufferPointer? {
    skipBlanks()
    let start = place
    var next = start
    while next < end, next.pointee > 0x20 || !next.pointee.isASCIIBlank { next += 1 }
    place = next
    return start < next ? UnsafeRawBufferPointer(start: start, count: next - start) : nil
  }

  /// What is left behind one byte.
  func rest() -> UnsafeRawBufferPointer? {
    count > 1 ? UnsafeRawBufferPointer(start: place + 1, count: count - 1) : nil
  }

  /// The next word as a decimal number of at most 64 bits.
  @inline(__always)
  mutating func decimal() -> UInt64? {
    skipBlanks()
    return digits()
  }

  /// Decimal digits, at least one, and the end of the word.
  @inline(__always)
  private mutating func digits() -> UInt64? {
    if end - place >= 2, place[0].isASCIIDigit, place[1] == 0x20 {
      defer { place += 1 }
      return UInt64(place[0] &- UInt8(ascii: "0"))
    }
    var next = place
    var value: UInt64 = 0
    while next < end, next.pointee.isASCIIDigit {
      let digit = UInt64(next.pointee &- UInt8(ascii: "0"))
      if value < 1 << 59 {
        value = value &* 10 &+ digit
      } else {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(digit)
        guard !overflow, !carry else { return nil }
        value = sum
      }
      next += 1
    }
    guard place < next else { return nil }
    place = next
    return isAtWordEnd ? value : nil
  }

  /// The next word as a number with a sign, of 32 bits.
  @inline(__always)
  mutating func signed() -> Int32? {
    skipBlanks()
    let isNegative = skip(UInt8(ascii: "-"))
    guard let value = digits(), value <= 1 << 31 else { return nil }
    return Int32(exactly: isNegative ? -Int64(value) : Int64(value))
  }

  /// Hexadecimal digits, at least one and at most as many.
  @inline(__always)
  mutating func hexadecimal(digits most: Int) -> UInt32? {
    let limit = count > most ? place + most : end
    var next = place
    var value: UInt32 = 0
    while next < limit, let digit = next.pointee.hexadecimalValue {
      value = value &<< 4 | UInt32(digit)
      next += 1
    }
    guard place < next else { return nil }
    place = next
    return value
  }

  /// An IPv4 address and a port with one byte between them, and a blank behind them, all digits
  /// written as the kernel does; nil, and nothing is passed over, where that does not stand here.
  @inline(__always)
  mutating func ipv4(andPortBehind separator: UInt8) -> Endpoint? {
    guard let (first, last) = words(ofLength: 13), place[8] == separator,
      let address = UInt32(capitalDigits: first),
      // Behind four zeros the port's are eight digits.
      let port = UInt32(capitalDigits: (last >> 32) << 32 | 0x3030_3030)
    else { return nil }
    place += 13
    return Endpoint(
      .v4(IPv4Address(rawValue: address)), port: UInt16(truncatingIfNeeded: port))
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

  private func loaded<Number: BitwiseCopyable>(as type: Number.Type) -> Number {
    UnsafeRawPointer(place).loadUnaligned(as: type)
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
  var isAtWordEnd: Bool { place == end || place.pointee.isASCIIBlank }
}

extension UInt32 {
  /// The number that eight hexadecimal digits are, capital ones as the kernel writes them; nil where
  /// there are others.
  ///
  /// All eight are looked at together, a byte each.
  ///
  /// - Parameter digits: the bytes, the first one the lowest.
  @inline(__always)
  fileprivate init?(capitalDigits digits: UInt64) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let bytes = digits.byteSwapped
    // A letter has bit 6; its lower half is 9 less than its value.
    let values = (bytes & (0x0f &* ones)) &+ (bytes >> 6 & ones) &* 9
    // Nothing but digits comes out the same when it is written again.
    let letters = (values &+ 6 &* ones) >> 4 & ones
    guard values & (0xf0 &* ones) == 0, values &+ 0x30 &* ones &+ letters &* 7 == bytes else {
      return nil
    }
    let pairs = (values | values >> 4) & 0x00ff_00ff_00ff_00ff
    let words = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff
    self = UInt32(truncatingIfNeeded: words | words >> 16)
  }
}
