internal import IPVS

/// The templates that have a Call-ID: they are found by it and by their key.
///
/// They stand beside the table's chains, so that entries without a Call-ID cost nothing more.
struct CallIDTemplates {
  /// The Call-ID of each, by the numbers of the storage.
  private var callIDs: [UInt32: ByteString] = [:]
  /// The numbers of those with one key, the newest last.
  private var places: [Key: [UInt32]] = [:]

  private struct Key: Hashable {
    var key: PackedKey
    var callID: ByteString

    func hash(into hasher: inout Hasher) {
      hasher.combine(key.hash)
      hasher.combine(callID)
    }
  }

  /// The Call-ID of an entry; nil where it has none.
  func callID(of record: UnsafeMutablePointer<EntryRecord>) -> ByteString? {
    callIDs.isEmpty ? nil : callIDs[record.pointee.index]
  }

  /// The newest template of a key and a Call-ID.
  func first(_ key: PackedKey, _ callID: ByteString, _ storage: EntryStorage) -> Connection? {
    places[Key(key: key, callID: callID)]?.last.map { Connection(record: storage[$0]) }
  }

  /// All of them, in no particular order.
  func all(_ storage: EntryStorage) -> [Connection] {
    callIDs.keys.map { Connection(record: storage[$0]) }
  }

  mutating func insert(_ entry: Connection, _ callID: ByteString) {
    callIDs[entry.record.pointee.index] = callID
    places[Key(key: entry.record.pointee.key, callID: callID), default: []]
      .append(entry.record.pointee.index)
  }

  /// Takes an entry out, if it is one of them, and tells its Call-ID.
  mutating func remove(_ entry: Connection) -> ByteString? {
    guard let callID = callID(of: entry.record) else { return nil }
    let index = entry.record.pointee.index
    callIDs[index] = nil
    let key = Key(key: entry.record.pointee.key, callID: callID)
    places[key]?.removeAll { $0 == index }
    if places[key]?.isEmpty ?? false { places[key] = nil }
    return callID
  }
}
