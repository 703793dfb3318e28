internal import IPVS

/// The table of connections and templates.
///
/// Of entries with one key the newest is found: a connection that is about to expire can stand
/// beside its successor for a moment, and rejected templates have a key in common.
struct ConnectionTable: ~Copyable {
  private let storage: EntryStorage
  private var incoming = HashChains<IncomingChain>()
  private var outgoing = HashChains<OutgoingChain>()
  private var made: UInt64 = 0
  /// How many entries there are.
  private(set) var count = 0

  init(storage: EntryStorage) {
    self.storage = storage
  }

  /// The connection or template of this key.
  func entry(_ key: PackedKey) -> Connection? { incoming.first(key, storage) }

  /// The connection to which a client's packet belongs.
  @inline(__always)
  func entry(incoming packet: borrowing Packet) -> Connection? {
    incoming.first(PackedKey(incoming: packet), storage)
  }

  /// The connection to which a server's packet belongs.
  @inline(__always)
  func entry(outgoing packet: borrowing Packet) -> Connection? {
    outgoing.first(PackedKey(outgoing: packet), storage)
  }

  /// The template of this key with this Call-ID, or with none.
  func template(_ key: PackedKey, callID: ByteString?) -> Connection? {
    guard let callID else { return entry(key) }
    return storage.withCallID.first(key, callID, storage)
  }

  /// The Call-ID of an entry; nil where it has none.
  func callID(of entry: Connection) -> ByteString? { storage.withCallID.callID(of: entry.record) }

  /// All entries, the oldest first.
  var all: [Connection] {
    (incoming.all(storage) + storage.withCallID.all(storage)).sorted { $0.number < $1.number }
  }

  /// One of 32 entries, by chance; one of them perhaps twice.
  func some(_ chance: Chance) -> [Connection] {
    let others = storage.withCallID.all(storage).sorted { $0.number < $1.number }
    return incoming.some(chance, storage) + others.filter { _ in chance.number(1...32) == 1 }
  }

  /// The number of the next entry.
  mutating func nextNumber() -> UInt64 {
    made += 1
    return made
  }

  mutating func insert(_ entry: Connection, callID: ByteString? = nil) {
    guard !entry.isHashed else { return }
    entry.isHashed = true
    count += 1
    if let callID { return storage.withCallID.insert(entry, callID) }
    incoming.insert(entry.record, storage)
    if entry.kind == .connection { outgoing.insert(entry.record, storage) }
  }

  /// Takes an entry out, and tells the Call-ID that it had.
  @discardableResult
  mutating func remove(_ entry: Connection) -> ByteString? {
    guard entry.isHashed else { return nil }
    entry.isHashed = false
    count -= 1
    switch entry.kind {
    case .template: if let callID = storage.withCallID.remove(entry) { return callID }
    case .connection: outgoing.remove(entry.record, storage)
    }
    incoming.remove(entry.record, storage)
    return nil
  }
}

/// By the key of clients' packets.
enum IncomingChain: ChainKind {
  static func key(of record: UnsafeMutablePointer<EntryRecord>) -> PackedKey {
    record.pointee.key
  }

  static func next(_ record: UnsafeMutablePointer<EntryRecord>) -> UInt32 {
    record.pointee.nextIncoming
  }

  static func setNext(_ record: UnsafeMutablePointer<EntryRecord>, _ next: UInt32) {
    record.pointee.nextIncoming = next
  }
}

/// By the key of servers' packets: only NAT's come from the server's own address.
enum OutgoingChain: ChainKind {
  static func key(of record: UnsafeMutablePointer<EntryRecord>) -> PackedKey {
    guard record.pointee.forwarding == UInt8(ForwardingMethod.masquerade.rawValue) else {
      return record.pointee.key
    }
    return record.pointee.key.replacingVirtual(
      record.pointee.destination, port: record.pointee.destinationPort)
  }

  static func next(_ record: UnsafeMutablePointer<EntryRecord>) -> UInt32 {
    record.pointee.nextOutgoing
  }

  static func setNext(_ record: UnsafeMutablePointer<EntryRecord>, _ next: UInt32) {
    record.pointee.nextOutgoing = next
  }
}
