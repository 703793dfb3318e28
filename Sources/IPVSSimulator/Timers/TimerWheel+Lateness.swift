extension TimerWheel {
  /// By how many ticks a timer can go off late at most: the granule of its level.
  ///
  /// A timer that is late by less than that goes off at a boundary which depends on the absolute
  /// jiffies; nobody is told those.
  ///
  /// - Parameters:
  ///   - timeout: with what it is armed, in seconds.
  ///   - ticksPerSecond: HZ.
  public func greatestLateness(ofTimeout timeout: UInt64, ticksPerSecond: UInt64) -> UInt64 {
    let (ticks, isTooMuch) = timeout.multipliedReportingOverflow(by: ticksPerSecond)
    let armed = isTooMuch ? UInt64(UInt32.max) : min(ticks, UInt64(UInt32.max))
    switch self {
    case .ideal: return armed == 0 ? 1 : 0
    case .wheel:
      let level = due(after: armed, now: 0, ticksPerSecond: ticksPerSecond).level
      return 1 << (3 * UInt64(level))
    }
  }
}
