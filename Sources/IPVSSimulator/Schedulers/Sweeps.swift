/// When `lblc` and `lblcr` forget destinations that nobody asked for in a long time: every half hour,
/// counted from when the scheduler was made.
///
/// Nothing is done then: whoever looks a destination up finds out whether it was forgotten. That shows
/// where the setting for it is changed, which acts on sweeps that are past, and where the server of such
/// a destination was removed, which stays in the trash until somebody asks. A kernel sweeps each minute
/// besides where there are more than 16384 destinations, which is not modelled.
struct Sweeps {
  /// When the timer goes off for the first time.
  private let first: UInt64
  /// The time between two times.
  private let period: UInt64

  /// How often the kernel's timer goes off, in seconds.
  private static let interval: UInt64 = 60
  /// Every so many times it sweeps (`COUNT_FOR_FULL_EXPIRATION`).
  private static let every: UInt64 = 30

  init(start: UInt64, wheel: TimerWheel, ticksPerSecond: UInt64) {
    let timeout = Sweeps.interval &* ticksPerSecond
    first = wheel.due(after: timeout, now: start, ticksPerSecond: ticksPerSecond).jiffies
    let second = wheel.due(after: timeout, now: first, ticksPerSecond: ticksPerSecond).jiffies
    period = second - first
  }

  /// When the last sweep was; nil before the first.
  func last(at now: UInt64) -> UInt64? {
    guard now >= first else { return nil }
    let times = (now - first) / period + 1
    let sweeps = times / Sweeps.every
    return sweeps == 0 ? nil : first + (sweeps * Sweeps.every - 1) * period
  }
}
