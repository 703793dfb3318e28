/// When a director looks at its counters: they are shown as they were at the last look.
///
/// The looks are numbered from 1; the first is at the start. Nothing is done at a look: whoever counts
/// or shows finds out whether there was one since.
struct Estimator {
  private let start: UInt64
  private let period: UInt64
  /// Looks that were not taken, because estimation was off (`run_estimation`).
  private var skipped: UInt64 = 0
  /// The number of the last look before estimation was turned off; nil while it is on.
  private var stoppedAt: UInt64?

  /// How often the kernel looks, in seconds; its timer is late by up to a granule.
  private static let interval: UInt64 = 2

  init(start: UInt64, wheel: TimerWheel, ticksPerSecond: UInt64) {
    self.start = start
    period =
      wheel.due(
        after: Estimator.interval &* ticksPerSecond, now: 0, ticksPerSecond: ticksPerSecond
      ).jiffies
  }

  /// The number of the last look.
  func lastLook(at now: UInt64) -> UInt64 {
    stoppedAt ?? (now &- start) / period &+ 1 &- skipped
  }

  /// Turns estimation on or off.
  mutating func setRunning(_ isRunning: Bool, at now: UInt64) {
    switch (isRunning, stoppedAt) {
    case (false, nil):
      stoppedAt = lastLook(at: now)
    case (true, let last?):
      stoppedAt = nil
      skipped = 0
      skipped = lastLook(at: now) &- last
    case (true, nil), (false, .some):
      break
    }
  }
}
