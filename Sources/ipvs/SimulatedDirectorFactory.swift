import ArgumentParser
import IPVS
import IPVSSimulator

/// Which kernel the simulation imitates, and how exactly.
struct SimulatedDirectorFactory {
  var profile: KernelLevel
  /// Ticks a second; nil is what Debian's x86 kernels have.
  var ticksPerSecond: Int?
  /// Whether timers go off on the tick instead of late, as the kernel's do.
  var hasIdealTimers: Bool

  /// A director with an empty table at slot 0.
  func make() -> any Director & DataPlane {
    SimulatedDirector(
      profile: profile.profile, hz: ticksPerSecond ?? 250,
      timers: hasIdealTimers ? .ideal : .wheel)
  }
}

/// The stable levels of the kernel that are told apart.
enum KernelLevel: String, ExpressibleByArgument, CaseIterable {
  /// The last level of 6.1 that is known.
  case newest61 = "6.1"
  /// A level before the cost of connections and the rules of thresholds were changed.
  case before61Changes = "6.1.176"

  fileprivate var profile: KernelProfile {
    switch self {
    case .newest61: .v6_1
    case .before61Changes: .uml6_1_176
    }
  }
}
