/// When a timer fires.
///
/// The kernel's timer wheel has levels, each eight times coarser than the one before. A timer that
/// is due in long goes to a coarse level and fires there at the next boundary: late by up to one
/// granule, by how much depends on the absolute jiffies.
public enum TimerWheel: Hashable, Sendable {
  /// As the kernel since 4.8: late.
  case wheel
  /// On time: what the kernel's documentation says, without the wheel.
  case ideal

  /// A place in the order of expiry.
  struct Due: Hashable {
    /// The jiffies at which the timer fires.
    var jiffies: UInt64
    /// The level of the wheel; of what fires together, the coarsest level comes first.
    var level: Int
  }

  /// When a timer fires that is armed now.
  ///
  /// - Parameters:
  ///   - timeout: in jiffies.
  ///   - now: the present jiffies.
  ///   - ticksPerSecond: HZ; up to 100 the wheel has eight levels, else nine.
  func due(after timeout: UInt64, now: UInt64, ticksPerSecond: UInt64) -> Due {
    switch self {
    case .ideal:
      return Due(jiffies: now &+ max(1, timeout), level: 0)
    case .wheel:
      let last = ticksPerSecond > 100 ? 8 : 7
      let cutoff = TimerWheel.firstBeyond(level: last)
      let delta = timeout < cutoff ? timeout : cutoff &- TimerWheel.granule(of: last)
      let level = TimerWheel.level(of: delta)
      let granule = TimerWheel.granule(of: level)
      let expires = now &+ delta
      return Due(jiffies: (expires | (granule &- 1)) &+ 1, level: level)
    }
  }

  /// The place on the way to a time where a timer that is on time waits next: a boundary of a level that
  /// is not behind the time, or the time itself.
  static func step(towards time: UInt64, now: UInt64) -> Due {
    let delta = max(time > now ? time - now : 0, 1)
    let level = min(level(of: delta), 8)
    let granule = granule(of: level)
    let nearest = now &+ min(delta, firstBeyond(level: level) - granule)
    return Due(jiffies: nearest & ~(granule &- 1), level: level)
  }

  /// The finest level for a delay.
  private static func level(of delta: UInt64) -> Int {
    // A level more for three bits more; the last granule of each level belongs to the next one.
    let width = 64 &- delta.leadingZeroBitCount
    let level = width <= 6 ? 0 : (width &- 4) / 3
    return delta < firstBeyond(level: level) ? level : level &+ 1
  }

  /// How many jiffies a slot of a level spans (`LVL_GRAN`).
  private static func granule(of level: Int) -> UInt64 {
    1 &<< (3 &* UInt64(truncatingIfNeeded: level))
  }

  /// The first delay that is too long for a level (`LVL_START` of the next).
  private static func firstBeyond(level: Int) -> UInt64 {
    63 &<< (3 &* UInt64(truncatingIfNeeded: level))
  }
}
