public import ArgumentParser
import IPVS
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
      profile: profile.profile, hz: ticksPerSecond ?? 250,
      timers: hasIdealTimers ? .ideal : .wheel, seed: seed)
  }
}

extension KernelLevel: ExpressibleByArgument {}
