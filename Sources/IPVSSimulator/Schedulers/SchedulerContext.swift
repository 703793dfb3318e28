/// What a scheduler knows besides the servers.
struct SchedulerContext {
  /// What connections cost.
  let cost: KernelProfile.ConnectionCost
  /// When destinations are forgotten.
  let sweeps: Sweeps
  let ticksPerSecond: UInt64

  /// Whether what was last used at some time has been forgotten since, after so many seconds.
  func isForgotten(_ lastUse: UInt64, _ now: UInt64, _ expiration: Int64) -> Bool {
    guard let sweep = sweeps.last(at: now) else { return false }
    return sweep >= lastUse &+ jiffies(expiration)
  }

  /// Seconds in jiffies; a negative number is none.
  func jiffies(_ seconds: Int64) -> UInt64 { UInt64(max(0, seconds)) &* ticksPerSecond }
}
