/// The memory of the connection table: records in blocks that never move, numbered from 1.
final class EntryStorage {
  private typealias Block = UnsafeMutablePointer<EntryRecord>

  @exclusivity(unchecked) private var blocks: UnsafeMutablePointer<Block>
  @exclusivity(unchecked) private var blockCount = 0
  @exclusivity(unchecked) private var room = 8
  /// The number behind the last that was ever given out.
  @exclusivity(unchecked) private var end: UInt32 = 1
  /// The first number that was given back; the others follow as `nextIncoming`.
  @exclusivity(unchecked) private var firstFree: UInt32 = 0
  /// The templates that have a Call-ID; here, as what is looked at for every packet is small.
  @exclusivity(unchecked) var withCallID = CallIDTemplates()

  private static let blockBits: UInt32 = 10
  private static let blockSize = 1 << Int(blockBits)

  init() {
    blocks = .allocate(capacity: room)
  }

  deinit {
    for index in 0..<blockCount { blocks[index].deallocate() }
    blocks.deallocate()
  }

  /// The record of a number that was given out.
  subscript(index: UInt32) -> UnsafeMutablePointer<EntryRecord> {
    blocks[Int(index >> Self.blockBits)] + Int(index) & (Self.blockSize - 1)
  }

  /// Makes a place for a record.
  func insert(_ record: EntryRecord) -> UnsafeMutablePointer<EntryRecord> {
    let index: UInt32
    if firstFree != 0 {
      index = firstFree
      firstFree = self[index].pointee.nextIncoming
    } else {
      index = end
      end += 1
      if Int(index >> Self.blockBits) >= blockCount { addBlock() }
    }
    let place = self[index]
    place.initialize(to: record)
    place.pointee.index = index
    return place
  }

  /// Gives the place of a record back; its contents stay readable until it is given out again.
  func remove(_ place: UnsafeMutablePointer<EntryRecord>) {
    place.pointee.nextIncoming = firstFree
    firstFree = place.pointee.index
  }

  private func addBlock() {
    if blockCount == room {
      let more = UnsafeMutablePointer<Block>.allocate(capacity: room * 2)
      more.moveInitialize(from: blocks, count: blockCount)
      blocks.deallocate()
      blocks = more
      room *= 2
    }
    (blocks + blockCount).initialize(to: .allocate(capacity: Self.blockSize))
    blockCount += 1
  }
}
