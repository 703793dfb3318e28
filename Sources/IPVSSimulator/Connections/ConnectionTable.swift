internal import IPVS

/// The table of connections and templates.
///
/// Of entries with one key the newest is found: a connection that is about to expire can stand
/// beside its successor for a moment, and rejected templates have a key in common.
struct ConnectionTable {
  private var incoming = Chains()
  private var outgoing = Chains()
  private var made: UInt64 = 0

  /// The connection or template of this key.
  func entry(_ key: ConnectionKey) -> Connection? { incoming[key] }

  /// The connection whose replies have this key.
  func entry(answeredBy key: ConnectionKey) -> Connection? { outgoing[key] }

  /// All entries, the oldest first.
  var all: [Connection] { incoming.all.sorted { $0.number < $1.number } }

  /// The number of the next entry.
  mutating func nextNumber() -> UInt64 {
    made += 1
    return made
  }

  mutating func insert(_ entry: Connection) {
    guard !entry.isHashed else { return }
    entry.isHashed = true
    incoming.insert(entry, at: entry.key)
    if entry.kind == .connection { outgoing.insert(entry, at: entry.outgoingKey) }
  }

  mutating func remove(_ entry: Connection) {
    guard entry.isHashed else { return }
    entry.isHashed = false
    incoming.remove(entry, at: entry.key)
    if entry.kind == .connection { outgoing.remove(entry, at: entry.outgoingKey) }
  }
}

/// Entries by a key that more than one may have.
private struct Chains {
  private var newest: [ConnectionKey: Connection] = [:]
  private var older: [ConnectionKey: [Connection]] = [:]

  subscript(key: ConnectionKey) -> Connection? { newest[key] }

  var all: [Connection] { Array(newest.values) + older.values.joined() }

  mutating func insert(_ entry: Connection, at key: ConnectionKey) {
    if let previous = newest.updateValue(entry, forKey: key) {
      older[key, default: []].append(previous)
    }
  }

  mutating func remove(_ entry: Connection, at key: ConnectionKey) {
    guard let first = newest[key] else { return }
    guard first === entry else {
      older[key]?.removeAll { $0 === entry }
      if older[key]?.isEmpty ?? false { older[key] = nil }
      return
    }
    newest[key] = older[key]?.popLast()
    if older[key]?.isEmpty ?? false { older[key] = nil }
  }
}
