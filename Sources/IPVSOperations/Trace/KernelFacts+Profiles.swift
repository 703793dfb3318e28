internal import IPVSSimulator

extension KernelFacts {
  /// The kernels that it may be, as far as schedulers and thresholds go: their rules changed in stable
  /// updates in the middle of 2026.
  var profiles: [KernelProfile] {
    switch hasNewRules {
    case true: [.v6_1]
    case false: [.v5_10]
    default: [.v6_1, .v5_10]
    }
  }

  private var hasNewRules: Bool? {
    guard let version else { return nil }
    switch (version.major, version.minor) {
    case (6, 1): return version.level >= 192 ? true : version.level <= 176 ? false : nil
    case (6, 12): return version.level >= 117 ? true : nil
    case (5, 10): return version.level <= 262 ? false : nil
    case (7, 2): return version.level >= 13 ? true : nil
    case (7, 3...), (8..., _): return true
    case (...4, _), (5, ...9): return false
    default: return nil
    }
  }
}
