/// Armed timers by when they go off: the kernel's wheel, with 64 lists a level.
///
/// Arming and disarming cost the same however many timers there are, and so does the question which
/// comes next; a timer that does not go off is not touched.
struct TimerLists: ~Copyable {
  private let storage: EntryStorage
  private let policy: TimerWheel
  private let ticksPerSecond: UInt64
  /// The first timer of each list; list 0 is none.
  private let heads: UnsafeMutablePointer<UInt32>
  /// Which lists of a level have timers.
  private let occupied: UnsafeMutablePointer<UInt64>

  private static let levels = 9
  private static let listsPerLevel = 64

  init(storage: EntryStorage, policy: TimerWheel, ticksPerSecond: UInt64) {
    self.storage = storage
    self.policy = policy
    self.ticksPerSecond = ticksPerSecond
    let lists = 1 + Self.levels * Self.listsPerLevel
    heads = .allocate(capacity: lists)
    heads.initialize(repeating: 0, count: lists)
    occupied = .allocate(capacity: Self.levels)
    occupied.initialize(repeating: 0, count: Self.levels)
  }

  deinit {
    heads.deallocate()
    occupied.deallocate()
  }

  /// Arms a timer.
  ///
  /// One that stays in its list keeps its place there.
  mutating func arm(
    _ record: UnsafeMutablePointer<EntryRecord>, after timeout: UInt64, now: UInt64
  ) {
    record.pointee.timer.expires = now &+ timeout
    place(record, now: now)
  }

  /// Disarms a timer.
  mutating func disarm(_ record: UnsafeMutablePointer<EntryRecord>) {
    let node = record.pointee.timer
    guard node.isPending else { return }
    if node.next != 0 { storage[node.next].pointee.timer.previous = node.previous }
    if node.previous != 0 {
      storage[node.previous].pointee.timer.next = node.next
    } else {
      heads[Int(node.bucket)] = node.next
      if node.next == 0 {
        let (level, list) = Self.place(of: node.bucket)
        occupied[level] &= ~(1 &<< UInt64(truncatingIfNeeded: list))
      }
    }
    record.pointee.timer.bucket = 0
  }

  /// The jiffies at which the next list is due after some jiffies; nil where no timer is armed.
  func next(after now: UInt64) -> UInt64? {
    var first: UInt64?
    for level in 0..<Self.levels where occupied[level] != 0 {
      let time = time(of: occupied[level], level: level, after: now)
      if first.map({ time < $0 }) ?? true { first = time }
    }
    return first
  }

  /// Takes out one timer of the lists that are due at some jiffies, the coarsest level first, and of a
  /// list the one that came to it last; nil where none is left.
  ///
  /// With ideal timers a list of a coarse level only leads to finer ones: those of it that are not
  /// due yet are armed anew.
  mutating func pop(at now: UInt64) -> UnsafeMutablePointer<EntryRecord>? {
    for level in (0..<Self.levels).reversed() where occupied[level] != 0 {
      let shift = 3 * UInt64(level)
      guard now & (1 << shift - 1) == 0 else { continue }
      let list = Self.bucket(level: level, list: Int(now >> shift) & (Self.listsPerLevel - 1))
      while heads[Int(list)] != 0 {
        let record = storage[heads[Int(list)]]
        disarm(record)
        switch policy {
        case .wheel: return record
        case .ideal:
          if record.pointee.timer.expires <= now || level == 0 { return record }
          place(record, now: now)
        }
      }
    }
    return nil
  }

  /// When an armed timer goes off.
  func time(of node: TimerNode, now: UInt64) -> UInt64 {
    switch policy {
    case .ideal: return max(node.expires, now &+ 1)
    case .wheel:
      let (level, list) = Self.place(of: node.bucket)
      return time(of: 1 << UInt64(list), level: level, after: now)
    }
  }

  private mutating func place(_ record: UnsafeMutablePointer<EntryRecord>, now: UInt64) {
    let due: TimerWheel.Due
    switch policy {
    case .wheel:
      due = policy.due(
        after: record.pointee.timer.expires &- now, now: now, ticksPerSecond: ticksPerSecond)
    case .ideal:
      due = TimerWheel.step(towards: record.pointee.timer.expires, now: now)
    }
    let granules = due.jiffies &>> (3 &* UInt64(truncatingIfNeeded: due.level))
    let place = Int(truncatingIfNeeded: granules) & (Self.listsPerLevel - 1)
    let bucket = Self.bucket(level: due.level, list: place)
    guard record.pointee.timer.bucket != bucket else { return }
    disarm(record)
    let head = heads[Int(bucket)]
    record.pointee.timer.next = head
    record.pointee.timer.previous = 0
    record.pointee.timer.bucket = bucket
    if head != 0 { storage[head].pointee.timer.previous = record.pointee.index }
    heads[Int(bucket)] = record.pointee.index
    occupied[due.level] |= 1 &<< UInt64(truncatingIfNeeded: place)
  }

  /// When the first of some lists is due: they are one to 64 granules away.
  private func time(of lists: UInt64, level: Int, after now: UInt64) -> UInt64 {
    let shift = 3 * UInt64(level)
    let position = now >> shift
    // The list of the next granule comes first.
    let turn = (position &+ 1) & UInt64(Self.listsPerLevel - 1)
    let turned = turn == 0 ? lists : lists >> turn | lists << (64 - turn)
    return (position &+ 1 &+ UInt64(turned.trailingZeroBitCount)) << shift
  }

  private static func bucket(level: Int, list: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: 1 &+ level &* listsPerLevel &+ list)
  }

  private static func place(of bucket: UInt16) -> (level: Int, list: Int) {
    let number = Int(bucket) &- 1
    return (number &>> 6, number & 63)
  }
}
