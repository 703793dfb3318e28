/// An IPv4 address.
public struct IPv4Address: RawRepresentable, Hashable, Sendable {
  /// The address as a number: 10.0.0.1 is 0x0a00_0001 on every machine.
  public let rawValue: UInt32

  /// The address that has this number.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The address with these four numbers, left to right.
  public init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
    rawValue = UInt32(first) << 24 | UInt32(second) << 16 | UInt32(third) << 8 | UInt32(fourth)
  }

  /// The four bytes, left to right.
  public var octets: [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> $0) }
  }

  /// Whether it is in 224.0.0.0/4.
  public var isMulticast: Bool { rawValue >> 28 == 0xe }
}

extension IPv4Address {
  /// Reads every spelling that `inet_aton` takes: one to four parts, each decimal, octal (`010`)
  /// or hexadecimal (`0x0a`), the last part filling what is left; a blank ends the address.
  public init?(lenient text: ArraySlice<UInt8>) {
    var rest = text
    var parts: [UInt64] = []
    while true {
      guard let part = Self.number(&rest) else { return nil }
      parts.append(part)
      guard rest.first == UInt8(ascii: "."), parts.count < 4 else { break }
      rest = rest.dropFirst()
    }
    if let next = rest.first, !next.isASCIIBlank { return nil }
    let last = parts.removeLast()
    guard parts.allSatisfy({ $0 <= 0xff }) else { return nil }
    guard last <= UInt64(UInt32.max) >> (8 * UInt64(parts.count)) else { return nil }
    var value = UInt32(truncatingIfNeeded: last)
    for (index, part) in parts.enumerated() {
      value |= UInt32(truncatingIfNeeded: part) << (24 - 8 * UInt32(index))
    }
    rawValue = value
  }

  /// A number in C's notation, which must begin with a digit; at most 32 bits.
  private static func number(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
    guard let first = rest.first, first.isASCIIDigit else { return nil }
    var radix: UInt64 = 10
    if first == UInt8(ascii: "0") {
      radix = 8
      let marker = rest.dropFirst().first
      if marker == UInt8(ascii: "x") || marker == UInt8(ascii: "X") {
        // C reads `0x` without a digit behind it as 0, and stops at the x.
        let digits = rest.dropFirst(2)
        guard digits.first?.hexadecimalValue != nil else { return nil }
        rest = digits
        radix = 16
      }
    }
    var value: UInt64 = 0
    while let digit = rest.first?.hexadecimalValue, UInt64(digit) < radix {
      value = value * radix + UInt64(digit)
      if value > UInt64(UInt32.max) { return nil }
      rest = rest.dropFirst()
    }
    return value
  }

  /// Reads exactly four decimal numbers without leading zeros, as `inet_pton` does.
  public init?(strict text: ArraySlice<UInt8>) {
    let parts = text.split(
      separator: UInt8(ascii: "."), maxSplits: 4, omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var value: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else {
        return nil
      }
      var number: UInt32 = 0
      for digit in part {
        guard digit.isASCIIDigit else { return nil }
        number = number * 10 + UInt32(digit - UInt8(ascii: "0"))
      }
      guard number <= 255 else { return nil }
      value = value << 8 | number
    }
    rawValue = value
  }
}

extension IPv4Address: CustomStringConvertible {
  /// The dotted form, such as `10.0.0.1`.
  public var description: String {
    var text: [UInt8] = []
    text.append(address: self)
    return String(decoding: text, as: UTF8.self)
  }
}
