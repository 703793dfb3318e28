public import ArgumentParser
internal import IPVS
internal import IPVSOperations
public import IPVSSimulator

/// Which kernel the simulation imitates, and how exactly.
struct SimulatedDirectorFactory {
  var profile: KernelLevel
  /// Ticks a second; nil is what Debian's x86 kernels have.
  var ticksPerSecond: Int?
  /// Whether timers go off on the tick instead of late, as the kernel's do.
  var hasIdealTimers: Bool
  /// What determines everything that a kernel leaves to chance.
  var seed: UInt64

  /// A director with an empty table at slot 0.
  func make() -> any Director & DataPlane {
    SimulatedDirector(
      profile: profile.profile, hz: ticksPerSecond ?? 250, timers: timers, seed: seed)
  }

  /// Two of them that are joined.
  func makePair() -> SimulatedPair {
    SimulatedPair(
      profile: profile.profile, hz: ticksPerSecond ?? 250, timers: timers, seed: seed)
  }

  /// What there is to know of that kernel.
  var facts: KernelFacts {
    KernelFacts(level: profile, ticksPerSecond: UInt64(ticksPerSecond ?? 250))
  }

  private var timers: TimerWheel { hasIdealTimers ? .ideal : .wheel }
}

extension KernelLevel: ExpressibleByArgument {}
