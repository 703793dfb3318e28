import IPVS
import Testing

@testable import IPVSKernel

/// Attributes that are found once and read in any order.
@Suite("Attributes")
struct AttributesTests {
  /// Any type of 16 bits; only those up to 31 are ever asked for.
  private struct Tag: RawRepresentable {
    var rawValue: UInt16
  }

  private static let malformed = DirectorError(.malformedAnswer, .badMessage)

  /// The payloads of the types up to 31 in the nest of a service.
  private func payloads(_ bytes: [UInt8]) throws(DirectorError) -> [UInt16: [UInt8]] {
    try bytes.span.bytes.withAttributes(of: .service, Tag.self) {
      (attributes) throws(DirectorError) in
      var found: [UInt16: [UInt8]] = [:]
      for type in UInt16(0)..<32 {
        found[type] = attributes.payload(Tag(rawValue: type)).map(Array.init)
      }
      return found
    }
  }

  /// The same by plain reading: the first nest, in which the last counts.
  private func plainPayloads(_ bytes: [UInt8]) throws(DirectorError) -> [UInt16: [UInt8]] {
    var rest = bytes[...]
    while !rest.isEmpty {
      let (type, payload) = try plainAttribute(&rest)
      guard type == TopAttribute.service.rawValue else { continue }
      var found: [UInt16: [UInt8]] = [:]
      var inside = payload[...]
      while !inside.isEmpty {
        let (type, payload) = try plainAttribute(&inside)
        if type < 32 { found[type] = payload }
      }
      return found
    }
    throw Self.malformed
  }

  private func plainAttribute(
    _ rest: inout ArraySlice<UInt8>
  ) throws(DirectorError) -> (type: UInt16, payload: [UInt8]) {
    let header = Array(rest.prefix(4))
    guard header.count == 4 else { throw Self.malformed }
    let length = Int(header[0]) + Int(header[1]) * 256
    guard length >= 4, length <= rest.count else { throw Self.malformed }
    let payload = Array(rest.prefix(length).dropFirst(4))
    rest = rest.dropFirst((length + 3) / 4 * 4)
    return ((UInt16(header[2]) + UInt16(header[3]) * 256) % 0x4000, payload)
  }

  @Test("The last of a type counts, types above 31 are passed over, marks are masked off")
  func whole() throws {
    let bytes = hex(
      """
      0500 0200 ab 000000          # not the service
      3400 0180                    # the service
        0500 0100 01 000000
        0600 0180 0203 0000        # type 1 again, NLA_F_NESTED
        0400 0000                  # type 0, no payload
        0500 2000 ee 000000        # type 32
        0500 2140 ee 000000        # type 33, NLA_F_NET_BYTEORDER
        0500 1f40 04 000000        # type 31, NLA_F_NET_BYTEORDER
        0400 ff3f
      0800 0100 0400 0500          # the service once more
      0400                         # what is behind it is not looked at
      """)
    #expect(try payloads(bytes) == [0: [], 1: [2, 3], 31: [4]])
  }

  @Test(
    "What is cut, or says a length that cannot be, is malformed",
    arguments: [
      "", "00", "0800 01", "0400 0200", "0300 0100", "0000 0100", "0900 0100 0400 0100",
      "0600 0100 0400", "0700 0100 0400 01", "0800 0100 0500 0100", "0800 0100 0300 0100",
      "0800 0100 0000 0100", "0800 0100 ffff 0100", "0d00 0100 0500 0100 ab000000 04",
      "0900 0200 0000 0000 00 000000 0400",
    ])
  func malformed(text: String) {
    #expect(throws: Self.malformed) { try payloads(hex(text)) }
  }

  @Test("The last attribute need not be filled up, and a nest may be empty")
  func ends() throws {
    #expect(try payloads(hex("0400 0180")) == [:])
    #expect(try payloads(hex("0900 0180 0500 0700 ab")) == [7: [0xab]])
  }

  @Test("A nest is as long as its own length can say, and not longer")
  func longest() throws {
    let payload = [UInt8](repeating: 7, count: 65_535 - 8)
    let longest = hex("ffff 0100 fbff 0300") + payload
    #expect(try payloads(longest) == [3: payload])
    #expect(throws: Self.malformed) { try payloads(longest + [0]) }
  }

  @Test("Numbers must have their size; what is not there is nil")
  func sizes() throws {
    for size in 0...20 {
      var bytes: [UInt8] = []
      bytes.append(native: UInt16(8 + size))
      bytes.append(native: UInt16(1))
      bytes.append(native: UInt16(4 + size))
      bytes.append(native: UInt16(5))
      bytes += (0..<size).map { UInt8($0 + 1) }
      try bytes.span.bytes.withAttributes(of: .service, Tag.self) {
        (attributes) throws(DirectorError) in
        let (tag, other) = (Tag(rawValue: 5), Tag(rawValue: 6))
        #expect((try? attributes.uint8(tag)) == (size == 1 ? 1 : nil))
        #expect((try? attributes.uint16(tag)) == (size == 2 ? 0x0201 : nil))
        #expect((try? attributes.bigEndian16(tag)) == (size == 2 ? 0x0102 : nil))
        #expect((try? attributes.uint32(tag)) == (size == 4 ? 0x0403_0201 : nil))
        let counters: [Int: UInt64] = [4: 0x0403_0201, 8: 0x0807_0605_0403_0201]
        #expect((try? attributes.counter(tag)) == counters[size])
        #expect((try? attributes.flags(tag)) == (size == 8 ? 0x0403_0201 : nil))
        #expect((try? attributes.family(tag)) == nil)
        let v4 = IPAddress.v4(IPv4Address(1, 2, 3, 4))
        let v6 = IPAddress.v6(
          IPv6Address(high: 0x0102_0304_0506_0708, low: 0x090a_0b0c_0d0e_0f10))
        #expect((try? attributes.address(tag, .ipv4)) == (size == 16 ? v4 : nil))
        #expect((try? attributes.address(tag, .ipv6)) == (size == 16 ? v6 : nil))
        #expect(try attributes.uint8(other) == nil)
        #expect(try attributes.uint32(other) == nil)
        #expect(try attributes.counter(other) == nil)
        #expect(try attributes.flags(other) == nil)
        #expect(try attributes.family(other) == nil)
        #expect(try attributes.address(other, .ipv6) == nil)
      }
    }
  }

  @Test("Nests in nests keep their places apart")
  func nests() throws {
    let bytes = hex(
      """
      2000 0180
        1400 0a80                  # type 10
          0800 0100 11000000
          0800 0a80                # type 10 again, in there
            0400 0100
        0800 0100 22000000
      """)
    try bytes.span.bytes.withAttributes(of: .service, Tag.self) {
      (outer) throws(DirectorError) in
      #expect(try outer.uint32(Tag(rawValue: 1)) == 0x22)
      let inner = try outer.withAttributes(of: Tag(rawValue: 10), Tag.self) {
        (inner) throws(DirectorError) in
        #expect(try inner.uint32(Tag(rawValue: 1)) == 0x11)
        let innermost = try inner.withAttributes(of: Tag(rawValue: 10), Tag.self) {
          (innermost) throws(DirectorError) in innermost.payload(Tag(rawValue: 1))?.count
        }
        #expect(innermost == .some(.some(0)))
        return true
      }
      #expect(inner == true)
      let missing = try outer.withAttributes(of: Tag(rawValue: 11), Tag.self) { _ in true }
      #expect(missing == nil)
    }
  }

  @Test("Random bytes are found as they are by reading one after the other", arguments: 0..<8)
  func random(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var readCount = 0
    for _ in 0..<4000 {
      var bytes = attributes(depth: 2, using: &generator)
      for _ in 0..<max(0, Int.random(in: -2...2, using: &generator)) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        default: bytes.removeLast(bytes.count - place)
        }
      }
      let found = Result { () throws(DirectorError) in try payloads(bytes) }
      let plain = Result { () throws(DirectorError) in try plainPayloads(bytes) }
      #expect(found == plain, "\(bytes)")
      if (try? plain.get()) != nil { readCount += 1 }
    }
    #expect(readCount > 500)
  }

  /// Some attributes, some of which are nests.
  private func attributes(depth: Int, using generator: inout SeededGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...5, using: &generator) {
      let isNest = depth > 0 && Bool.random(using: &generator)
      let payload =
        isNest
        ? attributes(depth: depth - 1, using: &generator)
        : (0..<Int.random(in: 0...20, using: &generator)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
      let types: [UInt16] = [1, 1, 1, 2, 3, 31, 32, 33, 0x3fff]
      let marks: [UInt16] = [0, 0x4000, 0x8000, 0xc000]
      bytes.append(native: UInt16(4 + payload.count))
      bytes.append(
        native: (types.randomElement(using: &generator) ?? 1)
          | (marks.randomElement(using: &generator) ?? 0))
      bytes = (bytes + payload).aligned
    }
    return bytes
  }
}
