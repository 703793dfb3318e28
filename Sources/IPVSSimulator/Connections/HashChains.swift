internal import IPVS

/// Which key and which link of a record a table goes by.
protocol ChainKind {
  static func key(of record: UnsafeMutablePointer<EntryRecord>) -> PackedKey
  static func next(_ record: UnsafeMutablePointer<EntryRecord>) -> UInt32
  static func setNext(_ record: UnsafeMutablePointer<EntryRecord>, _ next: UInt32)
}

/// A hash table of records that are linked by themselves; it costs four bytes a chain.
///
/// The newest of a chain comes first. There are half as many chains as entries, or up to twice as many.
struct HashChains<Kind: ChainKind>: ~Copyable {
  /// The first record of each chain; 0 is none.
  private var heads: UnsafeMutablePointer<UInt32>
  /// There are 2 to the power of so many chains.
  private var bits: UInt64 = 6
  private var count = 0

  init() {
    heads = HashChains.emptyHeads(1 << 6)
  }

  deinit { heads.deallocate() }

  /// The newest record of a key.
  func first(_ key: PackedKey, _ storage: EntryStorage) -> Connection? {
    var index = heads[place(of: key)]
    while index != 0 {
      let record = storage[index]
      if Kind.key(of: record) == key { return Connection(record: record) }
      index = Kind.next(record)
    }
    return nil
  }

  /// The records of chains that chance picks: as many chains as one of 32, one of them perhaps twice.
  func some(_ chance: Chance, _ storage: EntryStorage) -> [Connection] {
    var some: [Connection] = []
    for _ in 0..<(1 << bits) / 32 {
      var index = heads[chance.number(0...(1 << bits) - 1)]
      while index != 0 {
        let record = storage[index]
        some.append(Connection(record: record))
        index = Kind.next(record)
      }
    }
    return some
  }

  mutating func insert(_ record: UnsafeMutablePointer<EntryRecord>, _ storage: EntryStorage) {
    if count == 2 << bits { grow(storage) }
    count += 1
    let place = place(of: Kind.key(of: record))
    Kind.setNext(record, heads[place])
    heads[place] = record.pointee.index
  }

  mutating func remove(_ record: UnsafeMutablePointer<EntryRecord>, _ storage: EntryStorage) {
    let place = place(of: Kind.key(of: record))
    let wanted = record.pointee.index
    var index = heads[place]
    if index == wanted {
      heads[place] = Kind.next(record)
      count -= 1
      return
    }
    while index != 0 {
      let before = storage[index]
      index = Kind.next(before)
      if index == wanted {
        Kind.setNext(before, Kind.next(record))
        count -= 1
        return
      }
    }
  }

  /// All records, in no particular order.
  func all(_ storage: EntryStorage) -> [Connection] {
    var all: [Connection] = []
    all.reserveCapacity(count)
    for place in 0..<(1 << Int(bits)) {
      var index = heads[place]
      while index != 0 {
        let record = storage[index]
        all.append(Connection(record: record))
        index = Kind.next(record)
      }
    }
    return all
  }

  @inline(__always)
  private func place(of key: PackedKey) -> Int {
    Int(truncatingIfNeeded: key.hash &>> (64 &- bits))
  }

  /// Makes four chains of each, in which records stay in their order.
  private mutating func grow(_ storage: EntryStorage) {
    let old = heads
    let oldCount = 1 << Int(bits)
    bits += 2
    heads = HashChains.emptyHeads(4 * oldCount)
    for oldPlace in 0..<oldCount {
      var index = old[oldPlace]
      var last = InlineArray<4, UnsafeMutablePointer<EntryRecord>?>(repeating: nil)
      while index != 0 {
        let record = storage[index]
        let place = place(of: Kind.key(of: record))
        if let last = last[place & 3] { Kind.setNext(last, index) } else { heads[place] = index }
        last[place & 3] = record
        index = Kind.next(record)
      }
      for part in last.indices {
        if let last = last[part] { Kind.setNext(last, 0) }
      }
    }
    old.deallocate()
  }

  private static func emptyHeads(_ count: Int) -> UnsafeMutablePointer<UInt32> {
    let heads = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    heads.initialize(repeating: 0, count: count)
    return heads
  }
}
