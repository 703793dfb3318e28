/// Which kernel a director imitates: the properties in which kernels differ.
///
/// They changed in stable updates, so that a profile names a stable level, not a series. What the
/// code asks for is always a property, never the level.
public struct KernelProfile: Hashable, Sendable {
  /// What a connection that is not active counts in the cost of `lc` and `wlc`.
  public var connectionCost: ConnectionCost
  /// When a server counts as overloaded.
  public var overloadRule: OverloadRule
  /// Ticks a second where nobody says otherwise (`CONFIG_HZ`).
  public var defaultHZ: Int
  /// The names of the schedulers that can be had.
  public var schedulers: Set<SchedulerName>
  /// The names of the settings below `net.ipv4.vs`, with what they are at the start.
  var settings: [Setting]

  /// A profile in which the schedulers and settings of Debian's 6.1 exist.
  public init(connectionCost: ConnectionCost, overloadRule: OverloadRule, defaultHZ: Int) {
    self.connectionCost = connectionCost
    self.overloadRule = overloadRule
    self.defaultHZ = defaultHZ
    schedulers = Set(SchedulerName.allCases)
    settings = Setting.linux6_1
  }

  /// Debian's 6.1.192 on a machine (`linux-image-cloud-amd64` of bookworm).
  public static let v6_1 = KernelProfile(
    connectionCost: .activeAndTotal, overloadRule: .atCrossing, defaultHZ: 250)

  /// Debian's 6.1.176 as user-mode Linux (package `user-mode-linux` of bookworm).
  public static let uml6_1_176 = {
    var profile = KernelProfile(
      connectionCost: .activeAndInactive, overloadRule: .atEveryChange, defaultHZ: 100)
    profile.settings += Setting.debugging
    return profile
  }()

  /// The cost of a server for the schedulers that look for the least one.
  public enum ConnectionCost: Hashable, Sendable {
    /// 256 for an active connection, 1 for another.
    case activeAndInactive
    /// 257 for an active connection, 1 for another: 256 times the active and the total.
    case activeAndTotal
  }

  /// How the mark of an overloaded server (`IP_VS_DEST_F_OVERLOAD`) comes and goes.
  public enum OverloadRule: Hashable, Sendable {
    /// Looked at whenever a connection or a template comes or goes; an edit can only clear it.
    case atEveryChange
    /// Set when the total comes to the upper threshold, cleared when it falls below the lower one,
    /// and decided anew by an edit of a threshold. Templates do not count.
    case atCrossing
  }
}
