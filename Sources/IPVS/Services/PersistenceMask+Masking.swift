extension PersistenceMask {
  /// What of a client's address counts: the address in its template.
  ///
  /// An address of another family than the mask's is left as it is.
  public func masking(_ address: IPAddress) -> IPAddress {
    switch (self, address) {
    case (.v4(let mask), .v4(let address)):
      .v4(IPv4Address(rawValue: address.rawValue & mask.rawValue))
    case (.v6(let length), .v6(let address)):
      .v6(
        IPv6Address(
          high: address.high & PersistenceMask.ones(length),
          low: address.low & PersistenceMask.ones(length > 64 ? length - 64 : 0)))
    case (.v4, .v6), (.v6, .v4):
      // A service's mask has its family.
      address
    }
  }

  /// A word whose first bits are set.
  private static func ones(_ count: UInt32) -> UInt64 {
    count >= 64 ? .max : ~(UInt64.max >> UInt64(count))
  }
}
