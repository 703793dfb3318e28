public import IPVS

/// Two simulated directors with the same clock and a cable for synchronization between them.
///
/// Each has its own table, settings and counters. Time passes for both together, whichever is told so.
public struct SimulatedPair {
  /// The first one.
  public let first: SimulatedDirector
  /// The second one, which lines of a scenario name with `@b`.
  public let second: SimulatedDirector

  /// The name of the interface at both ends of the cable.
  public static let interface: ByteString = "sync0"

  /// Two directors with empty tables.
  ///
  /// - Parameters:
  ///   - profile: which kernel both imitate.
  ///   - hz: ticks a second, at least 1; nil is the profile's.
  ///   - startJiffies: the jiffies at slot 0.
  ///   - timers: when timers fire.
  ///   - seed: what determines everything that a kernel leaves to chance in the first one; the second
  ///     has the next seed.
  public init(
    profile: KernelProfile = .v6_1, hz: Int? = nil, startJiffies: UInt64 = 1 << 32,
    timers: TimerWheel = .wheel, seed: UInt64 = SimulatedDirector.defaultSeed
  ) {
    let interfaces: [ByteString: UInt32] = ["lo": 65536, "eth0": 1500, Self.interface: 1500]
    first = SimulatedDirector(
      profile: profile, hz: hz, startJiffies: startJiffies, timers: timers,
      interfaces: interfaces, seed: seed)
    second = SimulatedDirector(
      profile: profile, hz: hz, startJiffies: startJiffies, timers: timers,
      interfaces: interfaces, seed: seed &+ 1)
    _ = SynchronizationLink(first, second, interface: Self.interface)
  }
}
