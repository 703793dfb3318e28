import ArgumentParser
import IPVS
import IPVSSimulator

/// Which kernel the simulation imitates, and how exactly.
struct SimulatedDirectorFactory {
  var profile: KernelProfile
  /// Ticks a second; nil is what Debian's x86 kernels have.
  var ticksPerSecond: Int?
  /// Whether timers go off on the tick instead of late, as the kernel's do.
  var hasIdealTimers: Bool

  /// A director with an empty table at slot 0.
  func make() throws(NoSimulator) -> any Director & DataPlane {
    throw NoSimulator()
  }

  /// There is no simulation in this build.
  struct NoSimulator: Error {}
}

/// The stable levels of the kernel that are told apart.
enum KernelProfile: String, ExpressibleByArgument, CaseIterable {
  /// The last level of 6.1 that is known.
  case newest61 = "6.1"
  /// A level before the cost of connections and the rules of thresholds were changed.
  case before61Changes = "6.1.176"
}
