/// The stable levels of the kernel that were looked at, by the names that people give them.
public enum KernelLevel: String, Hashable, Sendable, CaseIterable {
  /// Debian's 5.10.262 (`linux-image-cloud-amd64` of bullseye).
  case v5_10 = "5.10"
  /// Debian's 6.1.176 as user-mode Linux (`user-mode-linux` of bookworm): 6.1 before the cost of
  /// connections and the rules of thresholds were changed.
  case uml6_1_176 = "6.1.176"
  /// Debian's 6.1.192 (`linux-image-cloud-amd64` of bookworm).
  case v6_1 = "6.1"
  /// Debian's 6.12.118 (`linux-image-cloud-amd64` of trixie).
  case v6_12 = "6.12"
  /// Debian's 7.2.13 (`linux-image-cloud-amd64` of sid).
  case v7_2 = "7.2"

  /// What a director of this level is like.
  public var profile: KernelProfile {
    switch self {
    case .v5_10: .v5_10
    case .uml6_1_176: .uml6_1_176
    case .v6_1: .v6_1
    case .v6_12: .v6_12
    case .v7_2: .v7_2
    }
  }
}

extension KernelProfile {
  /// Debian's 5.10.262.
  public static let v5_10 = KernelProfile(
    connectionCost: .activeAndInactive, overloadRule: .atEveryChange,
    serversICMPv6Errors: .dropped, settings: Setting.linux5_10)

  /// Debian's 6.1.176 as user-mode Linux.
  public static let uml6_1_176 = KernelProfile(
    connectionCost: .activeAndInactive, overloadRule: .atEveryChange, defaultHZ: 100,
    settings: Setting.userModeLinux6_1)

  /// Debian's 6.1.192.
  public static let v6_1 = KernelProfile(
    destinationLimit: 24576, settings: Setting.linux6_1)

  /// Debian's 6.12.118.
  public static let v6_12 = KernelProfile(
    estimation: .thread, schedulers: Set(SchedulerName.allCases),
    destinationLimit: 24576, settings: Setting.linux6_12)

  /// Debian's 7.2.13.
  public static let v7_2 = KernelProfile(
    templateRejection: .keepsVirtualPort, estimation: .thread,
    schedulers: Set(SchedulerName.allCases), destinationLimit: 24576, settings: Setting.linux7_2)
}
