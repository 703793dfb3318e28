internal import IPVS

/// What `lblc` and `lblcr` remember of destinations, and when they forget it.
///
/// A timer goes off every minute. Where there are too many, some are forgotten. Else that is only
/// counted, and the thirtieth time all are forgotten that nobody asked for in a time that a setting says.
struct DestinationTable<Memory> {
  /// A destination.
  struct Row {
    let address: IPAddress
    /// What is remembered of it.
    var memory: Memory
    /// When somebody asked for it last, in jiffies.
    var lastUse: UInt64
  }

  /// Where a row stands until the table is swept or gets another row.
  struct Place {
    fileprivate let bucket: Int
    fileprivate let index: Int
  }

  /// The rows by a hash of their addresses.
  private var buckets = [[Row]](repeating: [], count: 1 << bucketBits)
  private var count = 0
  /// The most that are taken in; nil for no end (1.5 times `max_size`).
  private let limit: Int?
  /// How often the timer went off since the last full sweep, without there being too many (`counter`).
  private var rounds = 0
  /// The bucket where the last search for idle rows ended (`rover`).
  private var rover = 0

  private static var bucketBits: UInt32 { 10 }
  /// How often the timer goes off, in seconds (`CHECK_EXPIRE_INTERVAL`).
  static var interval: UInt64 { 60 }
  /// Every so many times the whole table is swept (`COUNT_FOR_FULL_EXPIRATION`).
  private static var fullSweep: Int { 30 }
  /// With more than these there are too many (`max_size`).
  static var plenty: Int { 16 << bucketBits }
  /// How long nobody asked for one that may go then, in seconds (`ENTRY_TIMEOUT`).
  private static var idleTime: UInt64 { 6 * 60 }

  init(limit: Int?) {
    self.limit = limit
  }

  /// Finds a destination, and notes that somebody asked for it.
  mutating func use(_ address: IPAddress, at now: UInt64) -> Place? {
    let bucket = Self.bucket(of: address)
    guard let index = buckets[bucket].firstIndex(where: { $0.address == address }) else {
      return nil
    }
    buckets[bucket][index].lastUse = now
    return Place(bucket: bucket, index: index)
  }

  /// What is remembered at a place.
  subscript(place: Place) -> Memory {
    get { buckets[place.bucket][place.index].memory }
    _modify { yield &buckets[place.bucket][place.index].memory }
  }

  /// Takes in a destination that is not there.
  ///
  /// - Returns: whether there was room.
  mutating func insert(_ memory: Memory, for address: IPAddress, at now: UInt64) -> Bool {
    if let limit, count >= limit { return false }
    let row = Row(address: address, memory: memory, lastUse: now)
    buckets[Self.bucket(of: address)].append(row)
    count += 1
    return true
  }

  /// The timer went off.
  ///
  /// - Parameters:
  ///   - expiration: how long a destination is remembered that nobody asks for, in jiffies.
  /// - Returns: what is not remembered any more.
  mutating func timerWentOff(
    _ now: UInt64, expiration: UInt64, ticksPerSecond: UInt64
  ) -> [Memory] {
    var forgotten: [Memory] = []
    if rounds + 1 == Self.fullSweep {
      rounds = 0
      for bucket in buckets.indices { sweep(bucket, now, expiration, &forgotten) }
    } else if count <= Self.plenty {
      rounds += 1
    } else {
      // Somewhat more than there are too many of, so that there is room for the next minute's.
      let wanted = min((count - Self.plenty) * 4 / 3, Self.plenty / 2)
      for _ in buckets.indices where forgotten.count < wanted {
        rover = (rover + 1) % buckets.count
        sweep(rover, now, Self.idleTime &* ticksPerSecond, &forgotten)
      }
    }
    return forgotten
  }

  /// Forgets everything.
  ///
  /// - Returns: what was remembered.
  mutating func removeAll() -> [Memory] {
    let forgotten = buckets.joined().map { $0.memory }
    buckets = [[Row]](repeating: [], count: buckets.count)
    count = 0
    return forgotten
  }

  /// Forgets the rows of a bucket that nobody asked for in some time.
  private mutating func sweep(
    _ bucket: Int, _ now: UInt64, _ time: UInt64, _ forgotten: inout [Memory]
  ) {
    let before = forgotten.count
    buckets[bucket].removeAll { row in
      guard now >= row.lastUse &+ time else { return false }
      forgotten.append(row.memory)
      return true
    }
    count -= forgotten.count - before
  }

  private static func bucket(of address: IPAddress) -> Int {
    Int(address.folded.goldenHash(bits: bucketBits))
  }
}
