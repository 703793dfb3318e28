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
    let bytes = text.span
    var index = 0
    var value: UInt32 = 0
    // How many bits belong to the parts that are not read yet.
    var bits: UInt32 = 32
    while true {
      guard let part = Self.number(bytes, &index) else { return nil }
      guard bits > 8, index < bytes.count, bytes[index] == UInt8(ascii: ".") else {
        guard part <= UInt32.max >> (32 - bits) else { return nil }
        value |= part
        break
      }
      guard part <= 0xff else { return nil }
      bits -= 8
      value |= part << bits
      index += 1
    }
    if index < bytes.count, !bytes[index].isASCIIBlank { return nil }
    rawValue = value
  }

  /// A number in C's notation, which must begin with a digit; the index is moved behind it.
  private static func number(_ bytes: Span<UInt8>, _ index: inout Int) -> UInt32? {
    guard index < bytes.count, bytes[index].isASCIIDigit else { return nil }
    var radix: UInt8 = 10
    if bytes[index] == UInt8(ascii: "0") {
      let next = index + 1
      if next < bytes.count, bytes[next] | 0x20 == UInt8(ascii: "x") {
        index = next + 1
        return hexadecimalNumber(bytes, &index)
      }
      radix = 8
    }
    var value: UInt64 = 0
    while index < bytes.count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < radix else { break }
      value = value &* UInt64(radix) &+ UInt64(digit)
      if value > UInt64(UInt32.max) { return nil }
      index += 1
    }
    return UInt32(truncatingIfNeeded: value)
  }

  /// The digits behind `0x`; C reads that without a digit behind it as 0, and stops at the x.
  private static func hexadecimalNumber(_ bytes: Span<UInt8>, _ index: inout Int) -> UInt32? {
    guard index < bytes.count, bytes[index].hexadecimalValue != nil else { return nil }
    var value: UInt32 = 0
    while index < bytes.count, let digit = bytes[index].hexadecimalValue {
      guard value >> 28 == 0 else { return nil }
      value = value << 4 | UInt32(digit)
      index += 1
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
