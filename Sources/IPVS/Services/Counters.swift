/// What went through a service or a destination since it was made or zeroed.
///
/// The kernel refreshes these every two seconds.
/// The corresponding attributes are those of `IPVS_SVC_ATTR_STATS64` and `IPVS_DEST_ATTR_STATS64`.
public struct Counters: Hashable, Sendable {
  /// Connections scheduled (`IPVS_STATS_ATTR_CONNS`).
  public var connections: UInt64 = 0
  /// Packets from clients (`IPVS_STATS_ATTR_INPKTS`).
  public var incomingPackets: UInt64 = 0
  /// Packets to clients that passed the director (`IPVS_STATS_ATTR_OUTPKTS`).
  public var outgoingPackets: UInt64 = 0
  /// Bytes from clients (`IPVS_STATS_ATTR_INBYTES`).
  public var incomingBytes: UInt64 = 0
  /// Bytes to clients that passed the director (`IPVS_STATS_ATTR_OUTBYTES`).
  public var outgoingBytes: UInt64 = 0

  /// Nothing yet.
  public init() {}
}

/// What goes through a service or a destination now, as the kernel estimates it.
public struct Rates: Hashable, Sendable {
  /// Connections a second (`IPVS_STATS_ATTR_CPS`).
  public var connections: UInt64 = 0
  /// Packets a second from clients (`IPVS_STATS_ATTR_INPPS`).
  public var incomingPackets: UInt64 = 0
  /// Packets a second to clients (`IPVS_STATS_ATTR_OUTPPS`).
  public var outgoingPackets: UInt64 = 0
  /// Bytes a second from clients (`IPVS_STATS_ATTR_INBPS`).
  public var incomingBytes: UInt64 = 0
  /// Bytes a second to clients (`IPVS_STATS_ATTR_OUTBPS`).
  public var outgoingBytes: UInt64 = 0

  /// Nothing.
  public init() {}
}

/// How many entries of the connection table belong to a destination at this moment.
public struct ConnectionCounts: Hashable, Sendable {
  /// Connections in a state that counts as active (`IPVS_DEST_ATTR_ACTIVE_CONNS`).
  public var active: UInt32 = 0
  /// The other connections (`IPVS_DEST_ATTR_INACT_CONNS`).
  public var inactive: UInt32 = 0
  /// Templates (`IPVS_DEST_ATTR_PERSIST_CONNS`).
  public var persistent: UInt32 = 0

  /// No entries.
  public init() {}
}
