/// When a director looks at its defences: some time after its beginning, and then once a second, late by
/// what the timer wheel is late (`DEFENSE_TIMER_PERIOD`).
///
/// With 250 ticks a second that is every 256 of them. A network namespace begins 501 ticks before slot
/// 0, so that the counters are looked at in slot 0.
struct DefenseClock {
  private let first: UInt64
  private let period: UInt64

  init(start: UInt64, wheel: TimerWheel, ticksPerSecond: UInt64) {
    func next(_ now: UInt64) -> UInt64 {
      wheel.due(after: ticksPerSecond, now: now, ticksPerSecond: ticksPerSecond).jiffies
    }
    // A multiple of all granules.
    let base: UInt64 = 1 << 40
    period = next(base) - base
    var time = next(base - 2 * ticksPerSecond - 1)
    while time < base { time += period }
    first = start &+ (time - base)
  }

  /// The next look after some jiffies.
  func next(after now: UInt64) -> UInt64 {
    now < first ? first : first &+ ((now &- first) / period &+ 1) &* period
  }
}
