import IPVS
import Testing

@testable import IPVSKernel

@Suite("Attribute writer")
struct AttributeWriterTests {
  private enum Tag: UInt16 {
    case one = 1
    case two = 2
    case big = 0x1234
  }

  @Test("Numbers in the machine's order and in the network's, filled up to four bytes")
  func numbers() {
    var writer = AttributeWriter()
    writer.append(Tag.one, uint8: 0xab)
    writer.append(Tag.two, uint16: 0x1234)
    writer.append(Tag.big, uint32: 0x1234_5678)
    writer.append(Tag.one, bigEndian16: 0x1234)
    writer.append(Tag.two, bigEndian32: 0x1234_5678)
    writer.append(Tag.one, flags: 0x11, mask: .max)
    let expected = hex(
      """
      0500 0100 ab 000000          # length 5, type 1, three bytes of filling
      0600 0200 3412 0000
      0800 3412 78563412
      0600 0100 1234 0000
      0800 0200 12345678
      0c00 0100 11000000 ffffffff
      """)
    #expect(writer.bytes == expected)
  }

  @Test("Strings end in a zero, at their limit or at their own first zero")
  func strings() {
    var writer = AttributeWriter()
    writer.append(Tag.one, string: Array("rr".utf8), limit: 15)
    writer.append(Tag.one, string: Array("".utf8), limit: 15)
    writer.append(Tag.one, string: Array("abcdef".utf8), limit: 4)
    writer.append(Tag.one, string: [0x61, 0, 0x62], limit: 4)
    let expected = hex(
      """
      0700 0100 727200 00          # "rr"
      0500 0100 00 000000          # ""
      0900 0100 6162636400 000000  # "abcd"
      0600 0100 6100 0000          # "a"
      """)
    #expect(writer.bytes == expected)
  }

  @Test("Addresses have 16 bytes in either family")
  func addresses() {
    var writer = AttributeWriter()
    writer.append(Tag.one, address: .v4(IPv4Address(10, 0, 0, 1)))
    writer.append(
      Tag.one, address: .v6(IPv6Address(high: 0x2001_0db8_0000_0001, low: 0x0203_0405_0607_0809)))
    let expected = hex(
      """
      1400 0100 0a000001 00000000 00000000 00000000
      1400 0100 20010db8 00000001 02030405 06070809
      """)
    #expect(writer.bytes == expected)
  }

  @Test("Nests know their length and carry the mark")
  func nests() {
    var writer = AttributeWriter()
    writer.nest(Tag.one) { nest in
      nest.append(Tag.two, uint8: 1)
      nest.nest(Tag.two) { _ in }
    }
    writer.append(Tag.two, bytes: [1, 2, 3, 4][...])
    let expected = hex(
      """
      1000 0180                    # 16 bytes, type 1, NLA_F_NESTED
        0500 0200 01 000000
        0400 0280                  # an empty nest
      0800 0200 01020304
      """)
    #expect(writer.bytes == expected)
  }

  @Test("What is longer than an attribute can be is cut")
  func tooLong() {
    var writer = AttributeWriter()
    writer.append(Tag.one, bytes: [UInt8](repeating: 7, count: 70_000)[...])
    #expect(writer.bytes.count == 65_536)
    #expect(Array(writer.bytes.prefix(5)) == hex("ffff 0100 07"))
  }
}

@Suite("Attribute reader")
struct AttributeReaderTests {
  @Test("Hands out type and payload; masks the marks off the type")
  func iteration() throws {
    let bytes = hex(
      """
      0500 0100 ab 000000
      0400 0280                    # NLA_F_NESTED, no payload
      0800 0340 12345678           # NLA_F_NET_BYTEORDER
      0600 0400 cdef               # the last one is not filled up
      """)
    var seen: [String] = []
    try bytes.span.bytes.forEachAttribute { (type, payload) throws(DirectorError) in
      seen.append("\(type):\(payload.byteCount)")
    }
    #expect(seen == ["1:1", "2:0", "3:4", "4:2"])
  }

  @Test(
    "Refuses bytes that are no attributes",
    arguments: [
      "00", "0400 01", "0000 0100", "0300 0100", "0500 0100", "ffff 0100 00000000",
      "0400 0100 0900 0200 00000000", "0500 0100 ab 000000 0400",
    ])
  func malformed(text: String) {
    let bytes = hex(text)
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try bytes.span.bytes.forEachAttribute { (_, _) throws(DirectorError) in }
    }
  }

  @Test("Numbers must have their size")
  func sizes() throws {
    let bytes = hex("0102030405060708")
    let all = bytes.span.bytes
    #expect(try all.extracting(first: 1).uint8() == 0x01)
    #expect(try all.extracting(first: 2).uint16() == 0x0201)
    #expect(try all.extracting(first: 4).uint32() == 0x0403_0201)
    #expect(try all.extracting(first: 4).bigEndian32() == 0x0102_0304)
    for size in 0...8 {
      let part = all.extracting(first: size)
      #expect((try? part.uint8()) == nil || size == 1)
      #expect((try? part.uint16()) == nil || size == 2)
      #expect((try? part.uint32()) == nil || size == 4)
      #expect((try? part.bigEndian32()) == nil || size == 4)
      #expect((try? part.address()) == nil)
    }
  }

  @Test("Strings end at the first zero or at the end")
  func strings() {
    let bytes = hex("6162 00 63")
    #expect(bytes.span.bytes.string() == "ab")
    #expect(bytes.span.bytes.extracting(first: 2).string() == "ab")
    #expect(bytes.span.bytes.extracting(first: 0).string() == "")
  }

  @Test("A nest must be there")
  func nests() throws {
    let bytes = hex("0c00 0280 0800 0100 01000000")
    var types: [UInt16] = []
    try bytes.span.bytes.forEachAttribute(in: .destination) {
      (type, _) throws(DirectorError) in types.append(type)
    }
    #expect(types == [1])
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try bytes.span.bytes.forEachAttribute(in: .service) { (_, _) throws(DirectorError) in }
    }
  }
}
