/// Everything about a virtual service that is not its name.
public struct ServiceDetails: Hashable, Sendable {
  /// The name of the scheduler, at most 15 bytes that count; `wlc` where the user names none.
  ///
  /// The corresponding attribute is `IPVS_SVC_ATTR_SCHED_NAME`.
  public var scheduler: ByteString
  /// The scheduler's own flags.
  public var schedulerFlags: SchedulerFlags
  /// Whether a client stays with its server, and for how long; nil is no persistence.
  public var persistence: Persistence?
  /// How the client's address is masked before a template is looked up.
  ///
  /// The kernel stores it whether the service is persistent or not.
  /// The corresponding attribute is `IPVS_SVC_ATTR_NETMASK`.
  public var mask: PersistenceMask
  /// The name of the persistence engine, such as `sip`; empty is none.
  ///
  /// The kernel stores it whether the service is persistent or not.
  /// The corresponding attribute is `IPVS_SVC_ATTR_PE_NAME`.
  public var persistenceEngine: ByteString
  /// Whether each datagram is scheduled by itself (`IP_VS_SVC_F_ONEPACKET`); UDP only.
  public var isOnePacket: Bool

  /// The details of a service; what is not given has the default of `ipvsadm`.
  public init(
    scheduler: ByteString = "wlc", schedulerFlags: SchedulerFlags = [],
    persistence: Persistence? = nil, mask: PersistenceMask,
    persistenceEngine: ByteString = "", isOnePacket: Bool = false
  ) {
    self.scheduler = scheduler
    self.schedulerFlags = schedulerFlags
    self.persistence = persistence
    self.mask = mask
    self.persistenceEngine = persistenceEngine
    self.isOnePacket = isOnePacket
  }
}

/// That a service is persistent (`IP_VS_SVC_F_PERSISTENT`).
public struct Persistence: Hashable, Sendable {
  /// How long a template lives after the client's last new connection, in seconds.
  ///
  /// `ipvsadm` takes 1 to 2678400 (31 days); the kernel itself takes any 32 bits.
  /// The corresponding attribute is `IPVS_SVC_ATTR_TIMEOUT`.
  public var timeout: UInt32

  /// Persistence with a timeout in seconds.
  public init(timeout: UInt32) {
    self.timeout = timeout
  }
}

/// What of a client's address counts when its template is looked up.
public enum PersistenceMask: Hashable, Sendable {
  /// An IPv4 mask; any bit pattern.
  case v4(IPv4Address)
  /// An IPv6 prefix length, 1 to 128.
  case v6(prefixLength: UInt32)

  /// The mask that tells every client apart: /32 or /128.
  public static func host(_ family: AddressFamily) -> PersistenceMask {
    switch family {
    case .ipv4: .v4(IPv4Address(rawValue: .max))
    case .ipv6: .v6(prefixLength: 128)
    }
  }

  /// Whether it tells every client apart.
  public var isHost: Bool {
    switch self {
    case .v4(let mask): mask.rawValue == .max
    case .v6(let prefixLength): prefixLength == 128
    }
  }
}

/// The three flags that a scheduler may give a meaning of its own.
public struct SchedulerFlags: OptionSet, Hashable, Sendable {
  /// The bits as the kernel has them in a service's flags.
  public let rawValue: UInt32

  /// The flags with these bits.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// `flag-1`, or `sh-fallback` and `mh-fallback` (`IP_VS_SVC_F_SCHED1`).
  public static let flag1 = SchedulerFlags(rawValue: 0x08)
  /// `flag-2`, or `sh-port` and `mh-port` (`IP_VS_SVC_F_SCHED2`).
  public static let flag2 = SchedulerFlags(rawValue: 0x10)
  /// `flag-3` (`IP_VS_SVC_F_SCHED3`).
  public static let flag3 = SchedulerFlags(rawValue: 0x20)
}
