/// Which kernel a director imitates: the properties in which kernels differ.
///
/// They changed in stable updates, so that a profile stands for a stable level, not a series; the
/// levels that were looked at are in `KernelLevel`. What the code asks for is always a property,
/// never the level.
public struct KernelProfile: Hashable, Sendable {
  /// What a connection that is not active counts in the cost of `lc` and `wlc`.
  public var connectionCost: ConnectionCost
  /// When a server counts as overloaded.
  public var overloadRule: OverloadRule
  /// What becomes of a template that is rejected.
  public var templateRejection: TemplateRejection
  /// What becomes of a server's ICMP errors with IPv6, where addresses are translated.
  public var serversICMPv6Errors: ServersICMPv6Errors
  /// Who looks at the counters, and when.
  public var estimation: Estimation
  /// Ticks a second where nobody says otherwise (`CONFIG_HZ`).
  public var defaultHZ: Int
  /// The names of the schedulers that can be had.
  public var schedulers: Set<SchedulerName>
  /// How many destinations `lblc` and `lblcr` remember at most; nil for no end.
  public var destinationLimit: Int?
  /// The names of the settings below `net.ipv4.vs`, with what they are at the start.
  ///
  /// A setting that is not there is not in force: without `conn_max` the table has no limit.
  var settings: [Setting]

  /// A profile of which everything that is not said is as in Debian's 6.1.192.
  public init(connectionCost: ConnectionCost, overloadRule: OverloadRule, defaultHZ: Int) {
    self.init(
      connectionCost: connectionCost, overloadRule: overloadRule, defaultHZ: defaultHZ,
      destinationLimit: 24576, settings: Setting.linux6_1)
  }

  init(
    connectionCost: ConnectionCost = .activeAndTotal, overloadRule: OverloadRule = .atCrossing,
    templateRejection: TemplateRejection = .renamesVirtualPort,
    serversICMPv6Errors: ServersICMPv6Errors = .translated, estimation: Estimation = .timer,
    defaultHZ: Int = 250, schedulers: Set<SchedulerName> = SchedulerName.withoutTwos,
    destinationLimit: Int? = nil, settings: [Setting]
  ) {
    self.connectionCost = connectionCost
    self.overloadRule = overloadRule
    self.templateRejection = templateRejection
    self.serversICMPv6Errors = serversICMPv6Errors
    self.estimation = estimation
    self.defaultHZ = defaultHZ
    self.schedulers = schedulers
    self.destinationLimit = destinationLimit
    self.settings = settings
  }

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

  /// How a template that is rejected is kept from being found again.
  ///
  /// Either way the port of its
  /// server becomes 65535.
  public enum TemplateRejection: Hashable, Sendable {
    /// The virtual port becomes 65535 too.
    case renamesVirtualPort
    /// The virtual address and port stay as they were, and nobody looks it up by them.
    case keepsVirtualPort
  }

  /// What becomes of an ICMP error of IPv6 that comes from a server's side, where addresses are
  /// translated.
  public enum ServersICMPv6Errors: Hashable, Sendable {
    /// It is counted, and reaches the client.
    case translated
    /// It is dropped and not counted; seen where no device had checked the packet's checksum.
    ///
    /// It reaches the client while a service of IPv6 with port 21 has a server that NAT is used for, or
    /// had one: then netfilter tracks connections, and has checked it.
    case dropped
  }

  /// Who looks at the counters, which are shown as they were at the last look.
  public enum Estimation: Hashable, Sendable {
    /// A timer of the network namespace, from its beginning on: every two seconds and late by what
    /// the timer wheel is late.
    case timer
    /// A thread that begins with the first service: every two seconds on the tick.
    case thread
  }
}
