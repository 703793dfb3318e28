/// What is kept of entries for synchronization only, by their numbers.
///
/// Only directors that are joined have it: the records of the table need no room for it.
struct SyncHistory {
  private var entries: [UInt64: Notes] = [:]

  /// The notes of one entry.
  struct Notes {
    /// The firewall mark that it began with.
    var mark: UInt32 = 0
    /// How many packets of the client it has seen (`in_pkts`).
    var packets: UInt32 = 0
    /// The state that was told last (`old_state`).
    var toldState: UInt8 = 0
    /// When its timer would go off by what was told last, or when it was made (`sync_endtime`).
    ///
    /// In jiffies that are a multiple of four; the two bits below count repetitions.
    var toldEnd: UInt64 = 0
  }

  /// The notes of an entry.
  subscript(entry: Connection) -> Notes {
    get { entries[entry.number] ?? Notes() }
    set { entries[entry.number] = newValue }
  }

  /// Begins to keep notes of an entry that is made.
  mutating func begin(_ entry: Connection, at now: UInt64) {
    entries[entry.number] = Notes(toldEnd: now & ~3)
  }

  /// Forgets an entry that ends.
  mutating func forget(_ entry: Connection) { entries[entry.number] = nil }
}
