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
    /// When its timer would go off by what was told last, in jiffies that are a multiple of four; the
    /// two bits below count repetitions (`sync_endtime`).
    var toldEnd: UInt64 = 0
  }

  /// The notes of an entry.
  subscript(entry: Connection) -> Notes {
    get { entries[entry.number] ?? Notes() }
    set { entries[entry.number] = newValue }
  }

  /// Forgets an entry that ends.
  mutating func forget(_ entry: Connection) { entries[entry.number] = nil }
}
