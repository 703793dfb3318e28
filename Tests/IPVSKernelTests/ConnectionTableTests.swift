import IPVS
import Testing

@testable import IPVSKernel

/// `/proc/net/ip_vs_conn`, with rows as Linux 6.1 was seen to write them.
@Suite("Connection table")
struct ConnectionTableTests {
  private let title =
    "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData\n"
  private let tcp = "TCP 0A4D0001 A944 0A4D0001 0051 7F000001 1F90 ESTABLISHED     899\n"
  private let template =
    "UDP 0A4D0001 0000 0A4D0001 13C4 7F000001 13C5 NONE             59 sip abc123XYZ@host.example\n"
  private let ipv6 =
    "TCP 2001:0db8:0000:0000:0000:0000:0000:0000 0000 "
    + "2001:0db8:0000:0000:0000:0000:0000:0001 0050 "
    + "0000:0000:0000:0000:0000:0000:0000:0001 1F90 ASSURED         299\n"

  /// The entries of a table that is read in pieces of a size, and how it ended.
  private func read(
    _ text: [UInt8], piece: Int = 4096, limit: Int = .max
  ) -> (entries: [ConnectionEntry], failure: Errno?) {
    var table = ConnectionTable()
    var entries: [ConnectionEntry] = []
    var rest = text[...]
    do throws(Errno) {
      try table.forEachEntry { entry in
        entries.append(entry)
        return entries.count < limit ? .more : .stop
      } read: { room in
        let count = min(piece, rest.count, room.count)
        room.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
        return count
      }
    } catch {
      return (entries, error)
    }
    return (entries, nil)
  }

  private func read(_ text: String, piece: Int = 4096) -> (
    entries: [ConnectionEntry], failure: Errno?
  ) {
    read(Array(text.utf8), piece: piece)
  }

  private func row(_ text: String) -> ConnectionEntry? {
    var parser = ConnectionRowParser()
    let bytes = Array(text.utf8)
    return parser.parse(bytes.span)
  }

  private func v4(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ port: UInt16) -> Endpoint {
    Endpoint(.v4(IPv4Address(a, b, c, d)), port: port)
  }

  private func v6(_ high: UInt64, _ low: UInt64, _ port: UInt16) -> Endpoint {
    Endpoint(.v6(IPv6Address(high: high, low: low)), port: port)
  }

  @Test("Rows of a kernel, whatever the size of the pieces", arguments: [1, 2, 7, 64, 4096])
  func rows(piece: Int) {
    let expected = [
      ConnectionEntry(
        protocolName: "TCP", client: v4(10, 77, 0, 1, 43332), virtual: v4(10, 77, 0, 1, 81),
        destination: v4(127, 0, 0, 1, 8080), state: "ESTABLISHED", secondsLeft: 899),
      ConnectionEntry(
        protocolName: "UDP", client: v4(10, 77, 0, 1, 0), virtual: v4(10, 77, 0, 1, 5060),
        destination: v4(127, 0, 0, 1, 5061), state: "NONE", secondsLeft: 59,
        engineData: ConnectionEntry.EngineData(engine: "sip", data: "abc123XYZ@host.example")),
      ConnectionEntry(
        protocolName: "TCP", client: v6(0x2001_0db8_0000_0000, 0, 0),
        virtual: v6(0x2001_0db8_0000_0000, 1, 80), destination: v6(0, 1, 8080),
        state: "ASSURED", secondsLeft: 299),
    ]
    let result = read(title + tcp + template + ipv6, piece: piece)
    #expect(result.entries == expected)
    #expect(result.failure == nil)
  }

  @Test("Only a title is an empty table; nothing at all is none")
  func onlyTitle() {
    #expect(read(title).entries == [])
    #expect(read(title).failure == nil)
    #expect(read("whatever").failure == nil)
    #expect(read("\n").failure == nil)
    #expect(read("").failure == .badMessage)
  }

  @Test("The last row may lack its newline")
  func noNewline() {
    let result = read(title + tcp + String(tcp.dropLast()))
    #expect(result.entries.count == 2)
    #expect(result.failure == nil)
  }

  @Test("A blank row, or one that is none, ends the table; the rows before it were handed out")
  func badRows() {
    let rows: [(String, Errno)] = [
      ("\n", .noData), (" \t \n", .noData), ("rubbish\n", .badMessage),
      (tcp.replacing("899", with: "x") + tcp, .badMessage),
    ]
    for (bad, failure) in rows {
      let result = read(title + tcp + template + bad + tcp)
      #expect(result.entries.count == 2)
      #expect(result.failure == failure)
    }
  }

  @Test("Whoever has had enough gets no more, not even an error")
  func stop() {
    let result = read(Array((title + tcp + tcp + "\n").utf8), limit: 2)
    #expect(result.entries.count == 2)
    #expect(result.failure == nil)
  }

  @Test("Long rows are read whole, up to 64 KiB")
  func longRows() {
    let data = String(repeating: "x", count: 65_000)
    let long = template.replacing("abc123XYZ@host.example", with: data)
    for piece in [100, 4096, 100_000] {
      let result = read(title + tcp + long + tcp, piece: piece)
      #expect(result.entries.count == 3)
      #expect(result.failure == nil)
      #expect(result.entries[1].engineData?.data.count == 65_000)
    }
    let longer = read(title + tcp + long.replacing("xx", with: "xxx") + tcp)
    #expect(longer.entries.count == 1)
    #expect(longer.failure == .badMessage)
  }

  @Test("A table of many rows, handed out one by one")
  func manyRows() {
    let body = (0..<20_000).map {
      "TCP 0A0100\($0 % 90 + 10) A944 0A4D0001 0051 7F000001 1F90 NONE \($0)\n"
    }
    let result = read(title + body.joined(), piece: 4096)
    #expect(result.entries.count == 20_000)
    #expect(result.entries.map(\.secondsLeft) == (0..<20_000).map(UInt64.init))
    #expect(result.failure == nil)
  }

  @Test("Addresses in every spelling")
  func addresses() throws {
    let words = [
      ("0A000001", v4(10, 0, 0, 1, 80)), ("0a00000f", v4(10, 0, 0, 15, 80)),
      ("10.0.0.1", v4(10, 0, 0, 1, 80)), ("255.255.255.255", v4(255, 255, 255, 255, 80)),
      ("::1", v6(0, 1, 80)), ("2001:db8::1", v6(0x2001_0db8_0000_0000, 1, 80)),
      ("FE80:0000:0000:0000:0000:0000:0000:000A", v6(0xfe80_0000_0000_0000, 10, 80)),
      ("::ffff:10.0.0.1", v6(0, 0xffff_0a00_0001, 80)),
    ]
    for (word, endpoint) in words {
      let entry = try #require(row("IP \(word) 0050 \(word) 50 \(word) 050 NONE 0"))
      #expect(entry.client == endpoint)
      #expect(entry.virtual == endpoint)
      #expect(entry.destination == endpoint)
    }
  }

  @Test(
    "Words that are no addresses",
    arguments: [
      "0A00001", "0A00000001", "0A00000G", "10.0.0", "10.0.0.256", "2001:db8:", ":::",
      "2001:0db8:0000:0000:0000:0000:0000-0000", "2001:0db8:0000:0000-0000:0000:0000:0000",
      "2001:0db8:0000:000g:0000:0000:0000:0000", "fe80::1%lo", "host",
      "2001:0db8:0000:0000:0000:0000:0000:0000:0000",
    ])
  func noAddresses(word: String) {
    #expect(row("IP \(word) 0050 0A000001 0050 0A000001 0050 NONE 0") == nil)
  }

  @Test("Ports and seconds at their limits and beyond")
  func numbers() {
    let right = row("IP 0A000001 FFFF 0A000001 0 0A000001 fFfF NONE 18446744073709551615")
    #expect(right?.client.port == 65535)
    #expect(right?.virtual.port == 0)
    #expect(right?.secondsLeft == .max)
    for port in ["10000", "00050", "-1", "G", "0x50"] {
      #expect(row("IP 0A000001 \(port) 0A000001 0050 0A000001 0050 NONE 0") == nil)
    }
    for seconds in ["18446744073709551616", "99999999999999999999", "-1", "1.5", "0x10"] {
      #expect(row("IP 0A000001 0050 0A000001 0050 0A000001 0050 NONE \(seconds)") == nil)
    }
  }

  @Test("A row needs nine words; more blanks change nothing")
  func words() {
    let nine = ["IP", "0A000001", "0050", "0A000001", "0050", "0A000001", "0050", "NONE", "7"]
    #expect(row(nine.joined(separator: " ")) != nil)
    #expect(row("  " + nine.joined(separator: " \t ") + "  ") == row(nine.joined(separator: " ")))
    for count in 0..<9 {
      #expect(row(nine.prefix(count).joined(separator: " ")) == nil)
    }
  }

  @Test("Engine data are the rest of the row behind one blank")
  func engineData() {
    func data(_ rest: String) -> ConnectionEntry.EngineData? {
      row("UDP 0A000001 0000 0A000001 13C4 0A000001 13C5 NONE 59" + rest)?.engineData
    }
    #expect(data(" sip a b  c ")?.data == "a b  c ")
    #expect(data("   sip  x")?.data == " x")
    #expect(data(" sip a")?.engine == "sip")
    // Without data there is nothing that an engine keeps.
    #expect(data(" sip") == nil)
    #expect(data(" sip ") == nil)
    #expect(data(" ") == nil)
    #expect(data("") == nil)
  }

  @Test("Bytes that are not text")
  func bytes() {
    var parser = ConnectionRowParser()
    let bytes =
      [0xff, 0x00] + Array(" 0A000001 0000 0A000001 13C4 0A000001 13C5 ".utf8) + [0x80, 0x20]
      + Array("59 p".utf8) + [0xfe, 0x20, 0x00, 0xff]
    let entry = parser.parse(bytes.span)
    #expect(entry?.protocolName == ByteString([0xff, 0x00]))
    #expect(entry?.state == ByteString([0x80]))
    #expect(entry?.engineData?.engine == ByteString([0x70, 0xfe]))
    #expect(entry?.engineData?.data == ByteString([0x00, 0xff]))
  }

  @Test("Thousands of garbled tables", arguments: 0..<8)
  func garbled(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let whole = Array((title + tcp + template + ipv6 + tcp).utf8)
    let alphabet = Array(" \n\t:.0Ff9Zx%".utf8) + [0, 0x80, 0xff]
    for _ in 0..<500 {
      var text = whole
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let position = Int.random(in: 0..<text.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: text[position] = alphabet.randomElement(using: &generator) ?? 0
        case 1: text.remove(at: position)
        default: text.insert(alphabet.randomElement(using: &generator) ?? 0, at: position)
        }
      }
      let piece = Int.random(in: 1...300, using: &generator)
      let result = read(text, piece: piece)
      #expect(result.entries.count <= text.count { $0 == UInt8(ascii: "\n") } + 1)
      #expect(read(text).entries == result.entries)
    }
  }

  @Test("Files: read, missing, empty, not a file")
  func files() throws {
    let directory = TemporaryDirectory()
    let path = directory.write(Array((title + tcp + ipv6).utf8), to: "ip_vs_conn")
    let director = KernelDirector(transport: FakeTransport(), family: testFamily, connections: path)
    var entries: [ConnectionEntry] = []
    try director.forEachConnection { entry in
      entries.append(entry)
      return .more
    }
    #expect(entries.map(\.state) == ["ESTABLISHED", "ASSURED"])

    func failure(_ path: String) -> DirectorError? {
      let director = KernelDirector(
        transport: FakeTransport(), family: testFamily, connections: path)
      do throws(DirectorError) {
        try director.forEachConnection { _ in .more }
        return nil
      } catch {
        return error
      }
    }
    #expect(
      failure(directory.path + "/absent") == DirectorError(.transport, .noSuchFileOrDirectory))
    #expect(
      failure(directory.write([], to: "empty")) == DirectorError(.malformedAnswer, .badMessage))
    #expect(failure(directory.path) == DirectorError(.transport, Errno(rawValue: 21)))
  }
}
