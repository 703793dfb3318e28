import IPVS
import Testing

@testable import IPVSKernel

/// Rows of /proc, cut out of pieces that end anywhere.
@Suite("Row reader")
struct RowReaderTests {
  /// The rows of a text that is read in pieces, and the largest room for one.
  private func rows(
    _ text: [UInt8], piece: () -> Int
  ) throws -> (rows: [[UInt8]], mostRoom: Int) {
    var reader = RowReader()
    var rows: [[UInt8]] = []
    var rest = text[...]
    var mostRoom = 0
    try reader.forEachRow(
      read: { room in
        mostRoom = max(mostRoom, room.count)
        let count = min(piece(), rest.count, room.count)
        room.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
        return count
      },
      { row in
        rows.append(Array(row))
        return .more
      })
    return (rows, mostRoom)
  }

  @Test("Rows are the same whatever the pieces are", arguments: 0..<20)
  func pieces(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let lengths = [0, 1, 15, 80, 4095, 4096, 4097, 8191, 8192, 20_000, 65_000]
    var expected: [[UInt8]] = []
    for _ in 0..<40 {
      let length = lengths.randomElement(using: &generator) ?? 0
      let byte = UInt8.random(in: 0x20...0xff, using: &generator)
      expected.append([UInt8](repeating: byte, count: length))
    }
    expected.append([0x21])
    var text = Array(expected.joined(separator: [0x0a]))
    if Bool.random(using: &generator) { text.append(0x0a) }
    let most = [3, 100, 4096, 10_000].randomElement(using: &generator) ?? 1
    let read = try rows(text) { Int.random(in: 1...most, using: &generator) }
    #expect(read.rows == expected)
  }

  @Test("A row of 64 KiB with its newline is the longest that is believed")
  func longest() throws {
    let longest = [UInt8](repeating: 0x78, count: RowReader.longestRow - 1)
    #expect(try rows(longest + [0x0a]) { 4096 }.rows == [longest])
    #expect(throws: Errno.badMessage) { try rows(longest + [0x78, 0x0a]) { 4096 } }
  }

  @Test("A million rows of connections are read in a buffer of 8 KiB")
  func constantMemory() throws {
    let title = Array("Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires\n".utf8)
    let rows = (0..<1000).map { number in
      "TCP 0A4D00\(number % 90 + 10) A944 0A4D0001 0051 7F000001 1F90 ESTABLISHED     \(number)\n"
    }
    let block = Array(rows.joined().utf8)
    var rest = title[...]
    var blocks = 1000
    var mostRoom = 0
    var count = 0
    var table = ConnectionTable()
    try table.forEachEntry { _ in
      count += 1
      return .more
    } read: { room in
      mostRoom = max(mostRoom, room.count)
      if rest.isEmpty, blocks > 0 {
        rest = block[...]
        blocks -= 1
      }
      let piece = rest.prefix(min(4096, room.count))
      room.copyBytes(from: piece)
      rest = rest.dropFirst(piece.count)
      return piece.count
    }
    #expect(count == 1_000_000)
    #expect(mostRoom == 8192)
  }
}
