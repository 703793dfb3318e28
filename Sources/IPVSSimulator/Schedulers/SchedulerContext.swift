/// The random numbers of a director, which its schedulers share.
final class Chance {
  @exclusivity(unchecked) var source: RandomSource

  init(_ source: RandomSource) {
    self.source = source
  }

  /// A number of a range.
  func number(_ range: ClosedRange<Int>) -> Int { source.number(range) }
}

/// What a scheduler knows besides the servers.
struct SchedulerContext {
  /// What connections cost.
  let cost: KernelProfile.ConnectionCost
  /// How many destinations are remembered at most; nil for no end.
  let destinationLimit: Int?
  let ticksPerSecond: UInt64
  /// What is left to chance.
  let chance: Chance

  /// Seconds in jiffies; a negative number is none.
  func jiffies(_ seconds: Int64) -> UInt64 { UInt64(max(0, seconds)) &* ticksPerSecond }
}
