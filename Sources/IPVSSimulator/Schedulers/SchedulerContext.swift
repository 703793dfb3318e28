/// What a scheduler knows besides the servers.
struct SchedulerContext {
  /// What connections cost.
  let cost: KernelProfile.ConnectionCost
  /// How many destinations are remembered at most; nil for no end.
  let destinationLimit: Int?
  let ticksPerSecond: UInt64

  /// Seconds in jiffies; a negative number is none.
  func jiffies(_ seconds: Int64) -> UInt64 { UInt64(max(0, seconds)) &* ticksPerSecond }
}
