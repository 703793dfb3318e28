import Glibc
import IPVS
import Testing

/// The C library is the reference for how addresses are read and printed.
@Suite struct AddressTests {
  @Test func `IPv4 spellings are read as inet_aton reads them`() {
    let spellings = [
      "10.0.0.1", "10.1", "10.0.1", "167772161", "0x0a000001", "0xA.0.0.0x1", "010.0.0.1",
      "10.0.0.1 ", "10.0.0.1 x", "10.0.0.1\t", "1.2.3.4.", "1.2.3.4.5", "1.2.3.256", "1.2.65536",
      "1.2.65535", "256.1", "1.16777216", "1.16777215", "4294967295", "4294967296", "", " ", ".",
      "1.", "1..2", "08", "0x", "0xg", "0x1g", "-1", "+1", "a", "1.2.3.4x", "0", "00", "1.2.3.08",
      "99999999999999999999", "1.2.3.0x100", "0X1f.1", "1 .2", "018.1",
    ]
    for text in spellings {
      var address = in_addr()
      let isRead = inet_aton(text, &address) != 0
      let ours = IPv4Address(lenient: Array(text.utf8)[...])
      #expect(ours?.rawValue == (isRead ? address.s_addr.bigEndian : nil), "\(text)")
    }
  }

  @Test func `strict IPv4 is what inet_pton takes`() {
    for text in [
      "10.0.0.1", "10.1", "1.2.3.4.5", "1.2.3.04", "1.2.3.0", "255.255.255.255", "1.2.3.256", "",
      "1.2.3.", "1.2.3.4 ", "a.b.c.d", "1..2.3", "0001.2.3.4",
    ] {
      var address = in_addr()
      let isRead = inet_pton(AF_INET, text, &address) == 1
      let ours = IPv4Address(strict: Array(text.utf8)[...])
      #expect(ours?.rawValue == (isRead ? address.s_addr.bigEndian : nil), "\(text)")
    }
  }

  @Test func `odd IPv6 texts are taken and refused as inet_pton does it`() {
    for text in [
      "::", "::1", "1::", "1::2", ":1", "1:", ":::", "1:::2", "::1::", "1:2:3:4:5:6:7:8",
      "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
      "1::3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "12345::", "ABCD::abcd", "g::", "::ffff:1.2.3.4",
      "::1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "1.2.3.4::", "::1.2.3",
      "::1.2.3.4.5", "::1.2.3.256", "fe80::1%lo", "", "1", "::1 ", " ::1", "1:2:3:4:5:6:7:",
      "::00001", "::0001", "1.2.3.4", ":", "::.", "1:2:3:4:5:6:7:8::",
    ] {
      #expect(ours(text) == theirs(text), "\(text)")
    }
  }

  @Test func `random IPv6 addresses are printed as inet_ntop prints them and read back`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      // Many zero groups, so that runs of them occur everywhere.
      let octets = (0..<8).flatMap { _ -> [UInt8] in
        switch random.next(upperBound: UInt8(4)) {
        case 0: [UInt8.random(in: 0...255), UInt8.random(in: 0...255)]
        case 1: [0, UInt8.random(in: 0...255)]
        case 2: Bool.random() ? [0xff, 0xff] : [0, 0]
        default: [0, 0]
        }
      }
      let halves = octets.withUnsafeBytes { $0.bindMemory(to: UInt64.self).map(\.bigEndian) }
      let address = IPv6Address(high: halves[0], low: halves[1])
      var buffer = [CChar](repeating: 0, count: 64)
      #expect(inet_ntop(AF_INET6, octets, &buffer, 64) != nil)
      let theirs = buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
      #expect(address.description == theirs)
      #expect(IPv6Address(Array(theirs.utf8)[...]) == address)
      #expect(address.octets == octets)
    }
  }

  @Test func `random bytes are read as inet_pton reads them`() {
    let alphabet = Array("0123456789abcdefABF:::..%g ".utf8)
    for _ in 0..<50_000 {
      let text = String(
        decoding: (0..<Int.random(in: 0...24)).map { _ in alphabet.randomElement()! },
        as: UTF8.self)
      #expect(ours(text) == theirs(text), "\(text)")
    }
  }

  @Test func `multicast and unspecified addresses are known`() {
    #expect(IPv4Address(224, 0, 0, 81).isMulticast)
    #expect(IPv4Address(239, 255, 255, 255).isMulticast)
    #expect(!IPv4Address(223, 255, 255, 255).isMulticast)
    #expect(!IPv4Address(240, 0, 0, 0).isMulticast)
    #expect(IPv6Address(high: 0xff02_0000_0000_0000, low: 1).isMulticast)
    #expect(!IPv6Address(high: 0xfe80_0000_0000_0000, low: 1).isMulticast)
    #expect(IPAddress.v4(IPv4Address(rawValue: 0)).isUnspecified)
    #expect(!IPAddress.v6(IPv6Address(high: 0, low: 1)).isUnspecified)
  }

  @Test func `an endpoint shows an IPv6 address in brackets`() {
    #expect(Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80).description == "10.0.0.1:80")
    #expect(Endpoint(.v6(IPv6Address(high: 0, low: 1)), port: 80).description == "[::1]:80")
  }

  private func ours(_ text: String) -> [UInt8]? {
    IPv6Address(Array(text.utf8)[...])?.octets
  }

  private func theirs(_ text: String) -> [UInt8]? {
    var octets = [UInt8](repeating: 0, count: 16)
    return inet_pton(AF_INET6, text, &octets) == 1 ? octets : nil
  }
}
