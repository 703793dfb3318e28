internal import IPVS

/// Which key and which link of a record a table goes by.
protocol ChainKind {
  static func key(of record: UnsafeMutablePointer<EntryRecord>) -> PackedKey
  static func next(_ record: UnsafeMutablePointer<EntryRecord>) -> UInt32
  static func setNext(_ record: UnsafeMutablePointer<EntryRecord>, _ next: UInt32)
}

/// A hash table of records that are linked by themselves; it costs four bytes a chain.
///
/// The newest of a chain comes first. There are as many chains as entries, or up to twice as many.
struct HashChains<Kind: ChainKind> {
  private var heads = [UInt32](repeating: 0, count: 64)
  private var count = 0

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

  mutating func insert(_ record: UnsafeMutablePointer<EntryRecord>, _ storage: EntryStorage) {
    if count == heads.count { grow(storage) }
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
    for head in heads {
      var index = head
      while index != 0 {
        let record = storage[index]
        all.append(Connection(record: record))
        index = Kind.next(record)
      }
    }
    return all
  }

  private func place(of key: PackedKey) -> Int {
    Int(truncatingIfNeeded: key.hash) & (heads.count - 1)
  }

  /// Doubles the chains; records of one key stay in their order.
  private mutating func grow(_ storage: EntryStorage) {
    let old = heads
    heads = [UInt32](repeating: 0, count: old.count * 2)
    var chain: [UInt32] = []
    for head in old {
      chain.removeAll(keepingCapacity: true)
      var index = head
      while index != 0 {
        chain.append(index)
        index = Kind.next(storage[index])
      }
      for index in chain.reversed() {
        let record = storage[index]
        let place = place(of: Kind.key(of: record))
        Kind.setNext(record, heads[place])
        heads[place] = index
      }
    }
  }
}
