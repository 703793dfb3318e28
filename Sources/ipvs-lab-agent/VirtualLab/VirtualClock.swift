internal import Glibc
internal import IPVS

/// The slots of a scenario on the kernel's clock.
///
/// The kernel's ticks lie on multiples of their length on `CLOCK_MONOTONIC`. Work begins in the
/// middle of a tick, so that neither a late wake-up nor the work itself moves it into another one.
struct VirtualClock {
  /// The time of slot 0 in nanoseconds: the beginning of a tick.
  let origin: UInt64
  /// How many ticks the kernel counts in a second: Debian's kernels for x86 are alike in that.
  static let ticksPerSecond: UInt64 = 250
  /// The length of a slot in nanoseconds.
  static let slot: UInt64 = 20_000_000
  /// The length of a tick in nanoseconds.
  static let tick: UInt64 = 1_000_000_000 / ticksPerSecond

  /// A clock whose slot 0 lies in the future, where the kernel's jiffies are a multiple.
  ///
  /// - Parameter alignment: of which number jiffies are a multiple in slot 0.
  init(alignment: UInt64) throws(DataPlaneError) {
    // A finer timer: the kernel else wakes a sleeper 50 microseconds late, to save wake-ups.
    setTimerSlack(1)
    let tick = Self.tick
    // The file tells jiffies and the time; both are read in the middle of one tick.
    Self.sleep(until: (Self.now() / tick + 2) * tick + tick / 4)
    let before = Self.now() / tick
    guard let text = try? readFile("/proc/timer_list"),
      let jiffies = Self.jiffies(in: text), Self.now() / tick == before
    else { throw DataPlaneError(.network, .ioError) }
    let earliest = jiffies + Self.estimation + Self.ticksPerSecond / 2
    let first = (earliest + alignment - 1) / alignment * alignment
    origin = (before + first - jiffies) * tick
  }

  /// How many ticks are between two looks of a namespace's estimator at its counters: two seconds,
  /// to the granule of the timer's level.
  private static let estimation: UInt64 = 504

  /// Sleeps until a namespace that is made now has its counters looked at in slot 0 for the first
  /// time.
  func awaitBirth() throws(DataPlaneError) {
    Self.sleep(until: origin - Self.estimation * Self.tick + Self.tick / 2)
    try checkBirth()
  }

  /// Throws `late` where a namespace that is made now has its counters looked at after slot 0.
  ///
  /// The timer's level has a granule of eight ticks, and two seconds are 500 of them.
  func checkBirth() throws(DataPlaneError) {
    guard Self.now() < origin - (Self.estimation - 3) * Self.tick else {
      throw DataPlaneError(.late, .timedOut)
    }
  }

  /// Sleeps until the middle of a slot's first tick; throws `late` where that tick is over.
  func advance(to slot: UInt64) throws(DataPlaneError) {
    try advance(toJiffy: slot * Self.slot / Self.tick)
  }

  /// Sleeps until the middle of a tick, counted from slot 0 on; throws `late` where it is over.
  func advance(toJiffy jiffy: UInt64) throws(DataPlaneError) {
    Self.sleep(until: origin + jiffy * Self.tick + Self.tick / 2)
    try check(jiffy * Self.tick)
  }

  /// Sleeps until a slot's first tick has just been worked off; not at all where that has passed.
  func awaitBeginning(of slot: UInt64) {
    Self.sleep(until: origin + slot * Self.slot + Self.tick / 16)
  }

  /// Sleeps until a quarter of a tick so many ticks before a slot's first one; not at all where it has
  /// passed.
  func awaitTicks(_ ticks: UInt64, before slot: UInt64) {
    Self.sleep(until: origin + slot * Self.slot + Self.tick / 4 - ticks * Self.tick)
  }

  /// Sleeps until a tick has just been worked off, and what waited for one with it.
  ///
  /// What begins then and is short has no tick in it, wherever it stands in a run.
  static func awaitBeginningOfTick() {
    setTimerSlack(1)
    sleep(until: (now() / tick + 8) * tick + tick / 16)
  }

  /// Throws `late` where the first tick of a slot is over.
  func check(slot: UInt64) throws(DataPlaneError) { try check(slot * Self.slot) }

  private func check(_ start: UInt64) throws(DataPlaneError) {
    guard Self.now() < origin + start + Self.tick else { throw DataPlaneError(.late, .timedOut) }
  }

  /// The time in nanoseconds (`CLOCK_MONOTONIC`).
  static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Sleeps until a time; not at all where it has passed.
  static func sleep(until moment: UInt64) {
    var time = timespec(
      tv_sec: Int(moment / 1_000_000_000), tv_nsec: Int(moment % 1_000_000_000))
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
  }

  /// The kernel's count of ticks, in the line `jiffies: N` of /proc/timer_list.
  private static func jiffies(in text: [UInt8]) -> UInt64? {
    let title = Array("jiffies: ".utf8)
    for line in text.split(separator: 0x0a) where line.starts(with: title) {
      return UInt64(String(decoding: line.dropFirst(title.count), as: UTF8.self))
    }
    return nil
  }
}
