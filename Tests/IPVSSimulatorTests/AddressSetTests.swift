import IPVS
import Testing

@testable import IPVSSimulator

@Suite struct AddressSetTests {
  @Test(arguments: [0, 1, 2, 3, 64, 1000])
  func `It holds what was put into it, and nothing else`(_ count: Int) {
    let addresses = (0..<UInt32(count)).flatMap { number -> [IPAddress] in
      [
        .v4(IPv4Address(rawValue: 0x0a00_0000 + number)),
        // The same number in the other family is another address.
        .v6(IPv6Address(high: 0, low: UInt64(0x0a00_0000 + number + 1))),
      ]
    }
    let set = AddressSet(addresses + addresses)
    for address in addresses {
      let isIn = set.contains(address)
      #expect(isIn)
    }
    for number in 0..<UInt32(2 * count + 2) {
      let other = IPAddress.v4(IPv4Address(rawValue: 0x0b00_0000 + number))
      let isIn = set.contains(other)
      #expect(!isIn)
    }
    let isSameNumberIn = set.contains(.v6(IPv6Address(high: 0, low: 0x0a00_0000)))
    #expect(!isSameNumberIn)
  }
}
