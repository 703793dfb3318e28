/// The attributes of requests and answers themselves.
enum TopAttribute: UInt16 {
  /// A service; holds `ServiceAttribute` (`IPVS_CMD_ATTR_SERVICE`).
  case service = 1
  /// A destination; holds `DestinationAttribute` (`IPVS_CMD_ATTR_DEST`).
  case destination = 2
  /// A synchronization daemon; holds `DaemonAttribute` (`IPVS_CMD_ATTR_DAEMON`).
  case daemon = 3
  /// Seconds, 32 bits (`IPVS_CMD_ATTR_TIMEOUT_TCP`).
  case timeoutTCP = 4
  /// Seconds, 32 bits (`IPVS_CMD_ATTR_TIMEOUT_TCP_FIN`).
  case timeoutTCPFin = 5
  /// Seconds, 32 bits (`IPVS_CMD_ATTR_TIMEOUT_UDP`).
  case timeoutUDP = 6
}

/// The attributes of a service.
enum ServiceAttribute: UInt16 {
  /// 2 or 10, 16 bits (`IPVS_SVC_ATTR_AF`).
  case addressFamily = 1
  /// 16 bits (`IPVS_SVC_ATTR_PROTOCOL`).
  case transportProtocol = 2
  /// 16 bytes (`IPVS_SVC_ATTR_ADDR`).
  case address = 3
  /// 16 bits in network order (`IPVS_SVC_ATTR_PORT`).
  case port = 4
  /// 32 bits, instead of protocol, address and port (`IPVS_SVC_ATTR_FWMARK`).
  case firewallMark = 5
  /// A string of at most 15 bytes (`IPVS_SVC_ATTR_SCHED_NAME`).
  case schedulerName = 6
  /// Flags and the mask of those that count, 32 bits each (`IPVS_SVC_ATTR_FLAGS`).
  case flags = 7
  /// Seconds, 32 bits (`IPVS_SVC_ATTR_TIMEOUT`).
  case timeout = 8
  /// An IPv4 mask in network order, or an IPv6 prefix length, 32 bits (`IPVS_SVC_ATTR_NETMASK`).
  case netmask = 9
  /// Narrow counters; holds `StatisticsAttribute` (`IPVS_SVC_ATTR_STATS`).
  case statistics = 10
  /// A string of at most 16 bytes (`IPVS_SVC_ATTR_PE_NAME`).
  case persistenceEngine = 11
  /// Wide counters; holds `StatisticsAttribute` (`IPVS_SVC_ATTR_STATS64`).
  case statistics64 = 12
}

/// The flags of a service that are not its scheduler's.
enum ServiceFlag {
  /// The service is persistent (`IP_VS_SVC_F_PERSISTENT`).
  static let persistent: UInt32 = 0x1
  /// Each packet is scheduled by itself (`IP_VS_SVC_F_ONEPACKET`).
  static let onePacket: UInt32 = 0x4
  /// The three flags that belong to the scheduler (`IP_VS_SVC_F_SCHED1` to `IP_VS_SVC_F_SCHED3`).
  static let schedulerMask: UInt32 = 0x38
}

/// The attributes of a destination.
enum DestinationAttribute: UInt16 {
  /// 16 bytes (`IPVS_DEST_ATTR_ADDR`).
  case address = 1
  /// 16 bits in network order (`IPVS_DEST_ATTR_PORT`).
  case port = 2
  /// 32 bits (`IPVS_DEST_ATTR_FWD_METHOD`).
  case forwardingMethod = 3
  /// 32 bits (`IPVS_DEST_ATTR_WEIGHT`).
  case weight = 4
  /// 32 bits (`IPVS_DEST_ATTR_U_THRESH`).
  case upperThreshold = 5
  /// 32 bits (`IPVS_DEST_ATTR_L_THRESH`).
  case lowerThreshold = 6
  /// 32 bits (`IPVS_DEST_ATTR_ACTIVE_CONNS`).
  case activeConnections = 7
  /// 32 bits (`IPVS_DEST_ATTR_INACT_CONNS`).
  case inactiveConnections = 8
  /// 32 bits (`IPVS_DEST_ATTR_PERSIST_CONNS`).
  case persistentConnections = 9
  /// Narrow counters; holds `StatisticsAttribute` (`IPVS_DEST_ATTR_STATS`).
  case statistics = 10
  /// 2 or 10, 16 bits; old kernels leave it out (`IPVS_DEST_ATTR_ADDR_FAMILY`).
  case addressFamily = 11
  /// Wide counters; holds `StatisticsAttribute` (`IPVS_DEST_ATTR_STATS64`).
  case statistics64 = 12
  /// 8 bits (`IPVS_DEST_ATTR_TUN_TYPE`).
  case tunnelType = 13
  /// 16 bits in network order (`IPVS_DEST_ATTR_TUN_PORT`).
  case tunnelPort = 14
  /// 16 bits (`IPVS_DEST_ATTR_TUN_FLAGS`).
  case tunnelFlags = 15
}

/// The attributes of a synchronization daemon.
enum DaemonAttribute: UInt16 {
  /// 1 or 2, 32 bits (`IPVS_DAEMON_ATTR_STATE`).
  case state = 1
  /// A string of at most 15 bytes (`IPVS_DAEMON_ATTR_MCAST_IFN`).
  case interface = 2
  /// 32 bits (`IPVS_DAEMON_ATTR_SYNC_ID`).
  case syncID = 3
  /// 16 bits (`IPVS_DAEMON_ATTR_SYNC_MAXLEN`).
  case maximumLength = 4
  /// An IPv4 address, 32 bits in network order (`IPVS_DAEMON_ATTR_MCAST_GROUP`).
  case group = 5
  /// An IPv6 address, 16 bytes (`IPVS_DAEMON_ATTR_MCAST_GROUP6`).
  case group6 = 6
  /// 16 bits in the machine's order (`IPVS_DAEMON_ATTR_MCAST_PORT`).
  case port = 7
  /// 8 bits (`IPVS_DAEMON_ATTR_MCAST_TTL`).
  case timeToLive = 8
}

/// The attributes of what a director says of itself; they stand in an answer without a nest.
enum InformationAttribute: UInt16 {
  /// 32 bits (`IPVS_INFO_ATTR_VERSION`).
  case version = 1
  /// 32 bits (`IPVS_INFO_ATTR_CONN_TAB_SIZE`).
  case connectionTableSize = 2
}

/// The attributes of counters: narrow ones have 32 bits, bytes and wide ones 64.
enum StatisticsAttribute: UInt16 {
  /// `IPVS_STATS_ATTR_CONNS`.
  case connections = 1
  /// `IPVS_STATS_ATTR_INPKTS`.
  case incomingPackets = 2
  /// `IPVS_STATS_ATTR_OUTPKTS`.
  case outgoingPackets = 3
  /// `IPVS_STATS_ATTR_INBYTES`.
  case incomingBytes = 4
  /// `IPVS_STATS_ATTR_OUTBYTES`.
  case outgoingBytes = 5
  /// `IPVS_STATS_ATTR_CPS`.
  case connectionRate = 6
  /// `IPVS_STATS_ATTR_INPPS`.
  case incomingPacketRate = 7
  /// `IPVS_STATS_ATTR_OUTPPS`.
  case outgoingPacketRate = 8
  /// `IPVS_STATS_ATTR_INBPS`.
  case incomingByteRate = 9
  /// `IPVS_STATS_ATTR_OUTBPS`.
  case outgoingByteRate = 10
}
