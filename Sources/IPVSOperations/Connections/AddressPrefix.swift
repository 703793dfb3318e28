public import IPVS

/// The addresses that begin with the same bits.
public struct AddressPrefix: Hashable, Sendable {
  /// An address of them.
  public let address: IPAddress
  /// How many bits are the same: 0 to 32, or to 128 with IPv6.
  public let length: Int

  /// A prefix; nil for a length that the family does not have.
  public init?(_ address: IPAddress, length: Int) {
    guard (0...address.family.width).contains(length) else { return nil }
    self.address = address
    self.length = length
  }

  /// One address alone.
  public init(_ address: IPAddress) {
    self.address = address
    length = address.family.width
  }

  /// Whether an address is one of them.
  public func contains(_ other: IPAddress) -> Bool {
    Self.areEqual(address, other, bits: length)
  }

  /// Whether some address is one of them and of another prefix as well.
  public func overlaps(_ other: AddressPrefix) -> Bool {
    Self.areEqual(address, other.address, bits: min(length, other.length))
  }

  private static func areEqual(_ left: IPAddress, _ right: IPAddress, bits: Int) -> Bool {
    switch (left, right) {
    case (.v4(let one), .v4(let other)):
      let difference = one.rawValue ^ other.rawValue
      return difference.leadingZeroBitCount >= bits
    case (.v6(let one), .v6(let other)):
      let high = (one.high ^ other.high).leadingZeroBitCount
      guard bits > 64 else { return high >= bits }
      return high == 64 && (one.low ^ other.low).leadingZeroBitCount >= bits - 64
    case (.v4, .v6), (.v6, .v4):
      return false
    }
  }
}

extension AddressFamily {
  /// How many bits an address has.
  public var width: Int {
    switch self {
    case .ipv4: 32
    case .ipv6: 128
    }
  }
}

extension PersistenceMask {
  /// The client's address as a template has it.
  public func masked(_ address: IPAddress) -> IPAddress {
    switch (self, address) {
    case (.v4(let mask), .v4(let address)):
      return .v4(IPv4Address(rawValue: address.rawValue & mask.rawValue))
    case (.v6(let length), .v6(let address)):
      let bits = Int(min(length, 128))
      return .v6(
        IPv6Address(
          high: address.high & Self.mask(bits), low: address.low & Self.mask(bits - 64)))
    case (.v4, .v6), (.v6, .v4):
      return address
    }
  }

  /// The upper bits of 64, as many as there are.
  private static func mask(_ bits: Int) -> UInt64 {
    bits <= 0 ? 0 : bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits))
  }
}
