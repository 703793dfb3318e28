import IPVS
import Testing

@testable import IPVSKernel

/// Rows of /proc, read beside a slow and plain reading of the same bytes.
@Suite("Row parsers")
struct RowParserTests {
  @Test("Digits that are read together are those that are read one by one, at every place")
  func digits() {
    let good = Array("0123ABCD:EF89 ".utf8)
    for place in good.indices {
      for byte in UInt8.min...UInt8.max {
        var text = good
        text[place] = byte
        expectDigits(text)
      }
    }
    var generator = SeededGenerator(seed: 1)
    let digits = Array("0123456789ABCDEF".utf8)
    let others = Array("abcdefgG@/:`+- ".utf8) + [0x00, 0x7f, 0x80, 0xb0, 0xc1, 0xff]
    for _ in 0..<20_000 {
      var text = good
      for place in text.indices where place != 8 && place != 13 {
        text[place] = digits.randomElement(using: &generator) ?? 0
      }
      if Int.random(in: 0..<3, using: &generator) == 0 {
        let place = Int.random(in: 0..<13, using: &generator)
        text[place] = others.randomElement(using: &generator) ?? 0
      }
      expectDigits(text)
    }
  }

  /// Compares what is read of 13 bytes and a blank with the standard library's reading.
  private func expectDigits(_ text: [UInt8]) {
    func number(_ bytes: ArraySlice<UInt8>) -> UInt32? {
      guard bytes.allSatisfy({ $0 < 0x80 && ($0.isASCIIDigit || (0x41...0x46).contains($0)) })
      else { return nil }
      return UInt32(String(decoding: bytes, as: UTF8.self), radix: 16)
    }
    var expected: Endpoint?
    if text[8] == UInt8(ascii: ":"), text[13] == 0x20, let address = number(text[..<8]),
      let port = number(text[9..<13])
    {
      expected = Endpoint(.v4(IPv4Address(rawValue: address)), port: UInt16(port))
    }
    text.withUnsafeBufferPointer { bytes in
      guard var cursor = RowCursor(bytes) else { return }
      let endpoint = cursor.ipv4(andPortBehind: UInt8(ascii: ":"))
      #expect(endpoint == expected, "\(text)")
      // What is read is passed over, and nothing else is.
      #expect(cursor.rest()?.count == (expected == nil ? text.count - 1 : nil), "\(text)")
    }
  }

  @Test("Garbled rows of services are read as a plain reading reads them", arguments: 0..<8)
  func services(seed: UInt64) {
    let rows = [
      "TCP  0A000001:0050 sh  persistent 30000 FFFF0000",
      "UDP  [2001:0db8:0000:0000:0000:0000:0000:0001]:0035 wlc ",
      "SCTP 0A000001:FFFF mh (mh-port)", "FWM  FFFFFFFF wlc persistent 36000 80000000",
      "  -> 7F000001:0050      Route   1      0          0         ",
      "  -> [2001:0db8:0000:0000:0000:0000:0000:0001]:0050      Masq    2147483647 -1  -2147483648",
      "  -> 7F000001:0050 Local 0 4294967295 18446744073709551616",
      "  -> 0a00000f:50 Bypass -1 1 2",
      "->\t0A000001:1 Tunnel 00001 0 0 more",
    ]
    var generator = SeededGenerator(seed: seed)
    var parser = ServiceRowParser()
    var readCount = 0
    for _ in 0..<4000 {
      let row = garbled(rows.randomElement(using: &generator) ?? "", using: &generator)
      let read = row.withUnsafeBufferPointer { parser.read($0) }
      let plain = PlainServiceRow(row)
      switch (read, plain) {
      case (nil, nil): continue
      case (.endpoint(let transport, let endpoint), .endpoint(let other, let another)):
        #expect(transport == other && endpoint == another, "\(row)")
      case (.firewallMark(let mark), .firewallMark(let other)):
        #expect(mark == other, "\(row)")
      case (.destination, .destination(let endpoint, let forwarding, let weight, let counts)):
        let destination = parser.destination
        #expect(destination.endpoint == endpoint, "\(row)")
        #expect(destination.details.forwarding == forwarding, "\(row)")
        #expect(destination.details.weight == weight, "\(row)")
        #expect(Int32(bitPattern: destination.connectionCounts.active) == counts[0], "\(row)")
        #expect(Int32(bitPattern: destination.connectionCounts.inactive) == counts[1], "\(row)")
      default:
        Issue.record("\(String(decoding: row, as: UTF8.self)): \(read as Any), \(plain as Any)")
      }
      readCount += 1
    }
    // Enough of them can still be read for this to say something.
    #expect(readCount > 800)
  }

  @Test("Garbled rows of connections are read as a plain reading reads them", arguments: 0..<8)
  func connections(seed: UInt64) {
    let rows = [
      "TCP 0A4D0001 A944 0A4D0001 0051 7F000001 1F90 ESTABLISHED     899",
      "TCP 0A4D0002 A944 0A4D0001 0051 7F000001 1F91 FIN_WAIT        18446744073709551615",
      "UDP 0A4D0001 0000 0A4D0001 13C4 7F000001 13C5 NONE             59 sip abc 123",
      "TCP 2001:0db8:0000:0000:0000:0000:0000:0000 0000 "
        + "2001:0db8:0000:0000:0000:0000:0000:0001 0050 "
        + "0000:0000:0000:0000:0000:0000:0000:0001 1F90 ASSURED         299",
      "TCP 10.0.0.1 50 10.0.0.1 0051 ::1 1F90 SYN_RECV 1", "TCP ::1 50 1::1 50 1::2 50 NONE 1",
      "TCP ::1 50 1::1 0050  :: 50 NONE 1",
    ]
    var generator = SeededGenerator(seed: seed)
    // One for all: what it keeps of a row must not show in the next one.
    var parser = ConnectionRowParser()
    var readCount = 0
    for _ in 0..<4000 {
      let row = garbled(rows.randomElement(using: &generator) ?? "", using: &generator)
      let plain = plainConnection(row)
      #expect(parser.parse(row.span) == plain, "\(String(decoding: row, as: UTF8.self))")
      if plain != nil { readCount += 1 }
    }
    #expect(readCount > 800)
  }

  @Test("A virtual address in a short spelling is read again in the next row")
  func shortSpelling() {
    // The 13 bytes behind the client's port end in the next column.
    let row = Array("TCP ::1 50 1::1 0050  :: 50 NONE 1".utf8)
    var parser = ConnectionRowParser()
    let first = parser.parse(row.span)
    #expect(first != nil)
    #expect(parser.parse(row.span) == first)
  }

  /// A row with up to three bytes changed, taken away or put in; often none.
  private func garbled(_ row: String, using generator: inout SeededGenerator) -> [UInt8] {
    var text = Array(row.utf8)
    let alphabet = Array("  \t:.0Ff9Z[]->1-".utf8) + [0, 0x0b, 0x80, 0xff]
    for _ in 0..<max(0, Int.random(in: -1...3, using: &generator)) where !text.isEmpty {
      let place = Int.random(in: 0..<text.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: text[place] = alphabet.randomElement(using: &generator) ?? 0
      case 1: text.remove(at: place)
      case 2: text.insert(alphabet.randomElement(using: &generator) ?? 0, at: place)
      default: text.removeSubrange(Int.random(in: place...text.count, using: &generator)...)
      }
    }
    return text
  }
}
