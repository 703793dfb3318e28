import IPVS
import IPVSOperations
import Testing

/// Prefixes and masks of clients.
struct AddressPrefixTests {
  private static func v6(_ high: UInt64, _ low: UInt64) -> IPAddress {
    .v6(IPv6Address(high: high, low: low))
  }

  @Test func lengths() {
    let four = IPAddress.v4(IPv4Address(10, 1, 2, 3))
    #expect(AddressPrefix(four, length: 33) == nil)
    #expect(AddressPrefix(four, length: -1) == nil)
    #expect(AddressPrefix(Self.v6(0, 0), length: 129) == nil)
  }

  @Test(arguments: [(0, true), (8, true), (23, true), (24, false), (32, false)])
  func fourContains(_ length: Int, _ isInside: Bool) throws {
    let prefix = try #require(AddressPrefix(.v4(IPv4Address(10, 1, 2, 3)), length: length))
    #expect(prefix.contains(.v4(IPv4Address(10, 1, 3, 3))) == isInside)
    #expect(prefix.contains(.v4(IPv4Address(10, 1, 2, 3))))
    #expect(!prefix.contains(Self.v6(0, 0)))
  }

  @Test(arguments: [(0, true), (64, true), (65, true), (127, true), (128, false)])
  func sixContains(_ length: Int, _ isInside: Bool) throws {
    let prefix = try #require(AddressPrefix(Self.v6(1, 2), length: length))
    #expect(prefix.contains(Self.v6(1, 3)) == isInside)
    #expect(prefix.contains(Self.v6(1, 2)))
    #expect(prefix.contains(Self.v6(2, 2)) == (length == 0))
  }

  @Test func masks() {
    let four = IPAddress.v4(IPv4Address(10, 1, 2, 3))
    #expect(
      PersistenceMask.v4(IPv4Address(255, 0, 255, 0)).masked(four)
        == .v4(IPv4Address(10, 0, 2, 0)))
    let six = Self.v6(.max, .max)
    #expect(PersistenceMask.v6(prefixLength: 64).masked(six) == Self.v6(.max, 0))
    #expect(PersistenceMask.v6(prefixLength: 1).masked(six) == Self.v6(1 << 63, 0))
    #expect(PersistenceMask.v6(prefixLength: 127).masked(six) == Self.v6(.max, .max - 1))
    #expect(PersistenceMask.v6(prefixLength: 128).masked(six) == six)
    #expect(PersistenceMask.v4(IPv4Address(rawValue: 0)).prefixLength == 0)
    #expect(PersistenceMask.v4(IPv4Address(255, 255, 255, 0)).prefixLength == 24)
    #expect(PersistenceMask.v4(IPv4Address(255, 0, 255, 0)).prefixLength == nil)
  }
}
