import IPVS
import Testing

@testable import IPVSKernel

/// The connection table read whole, and taken apart later.
@Suite struct SnapshotTests {
  private static let title =
    "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData\n"

  @Test(arguments: [0, 1, 700, 3000])
  func `What was read is handed out later`(_ count: Int) throws {
    let folder = TemporaryDirectory()
    let rows = (0..<count).map { number in
      "TCP 0A01000\(number % 10) 0400 0A000001 0050 C0A80101 0050 ESTABLISHED     \(number)\n"
    }
    let file = folder.write((Self.title + rows.joined()).utf8, to: "table")
    var buffer: [UInt8] = []
    for _ in 0..<2 {
      let length = try ConnectionTable.read(file: file, into: &buffer)
      let snapshot = ConnectionSnapshot(bytes: Array(buffer.prefix(length)))
      var seconds: [UInt64] = []
      try snapshot.forEachConnection { entry in
        seconds.append(entry.secondsLeft)
        return .more
      }
      #expect(seconds == (0..<UInt64(count)).map { $0 })
    }
  }

  @Test func `A row that is none is told when it is taken apart`() throws {
    let snapshot = ConnectionSnapshot(bytes: Array((Self.title + "nonsense\n").utf8))
    #expect(throws: DirectorError.malformedAnswer) {
      try snapshot.forEachConnection { _ in .more }
    }
  }

  @Test func `A table that is not there is an error at once`() {
    var buffer: [UInt8] = []
    #expect(throws: DirectorError(.transport, .noSuchFileOrDirectory)) {
      _ = try ConnectionTable.read(file: "/nowhere/at/all", into: &buffer)
    }
  }
}
