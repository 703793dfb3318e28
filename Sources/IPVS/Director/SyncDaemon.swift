/// A connection synchronization daemon of a director.
public struct SyncDaemon: Hashable, Sendable {
  /// Whether it sends or receives.
  public var role: Role
  /// The interface that it uses; the kernel keeps 15 bytes (`IPVS_DAEMON_ATTR_MCAST_IFN`).
  public var interface: ByteString
  /// Which directors belong together, 0 to 255 (`IPVS_DAEMON_ATTR_SYNC_ID`).
  public var syncID: UInt32
  /// The longest message in bytes, 1 to 65507; 0 leaves it to the kernel
  /// (`IPVS_DAEMON_ATTR_SYNC_MAXLEN`).
  public var maximumLength: UInt16
  /// The multicast group; nil leaves it to the kernel (`IPVS_DAEMON_ATTR_MCAST_GROUP`,
  /// `IPVS_DAEMON_ATTR_MCAST_GROUP6`).
  public var group: IPAddress?
  /// The UDP port; 0 leaves it to the kernel (`IPVS_DAEMON_ATTR_MCAST_PORT`).
  public var port: UInt16
  /// How many routers a message may pass, 1 to 255; 0 leaves it to the kernel
  /// (`IPVS_DAEMON_ATTR_MCAST_TTL`).
  public var timeToLive: UInt8

  /// A daemon; what is not given is left to the kernel.
  public init(
    role: Role, interface: ByteString, syncID: UInt32 = 0, maximumLength: UInt16 = 0,
    group: IPAddress? = nil, port: UInt16 = 0, timeToLive: UInt8 = 0
  ) {
    self.role = role
    self.interface = interface
    self.syncID = syncID
    self.maximumLength = maximumLength
    self.group = group
    self.port = port
    self.timeToLive = timeToLive
  }

  /// What a daemon does; a director can have one of each.
  ///
  /// The corresponding attribute is `IPVS_DAEMON_ATTR_STATE`.
  public enum Role: UInt32, Hashable, Sendable, CaseIterable {
    /// Sends the director's connections (`IP_VS_STATE_MASTER`).
    case master = 1
    /// Receives another director's connections (`IP_VS_STATE_BACKUP`).
    case backup = 2
  }
}
