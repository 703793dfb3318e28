/// One setting below `net.ipv4.vs`.
struct Setting: Hashable, Sendable {
  /// The last part of its name.
  let name: String
  /// What it is at the start.
  let initial: [Int64]
  /// What it takes.
  let range: Range

  init(_ name: String, _ initial: Int64, _ range: Range = .anyInt) {
    self.name = name
    self.initial = [initial]
    self.range = range
  }

  init(_ name: String, _ initial: [Int64], _ range: Range) {
    self.name = name
    self.initial = initial
    self.range = range
  }

  /// What a setting takes.
  enum Range: Hashable, Sendable {
    /// Any 32-bit number.
    case anyInt
    /// Any number of seconds of which the jiffies are a 32-bit number.
    case seconds
    /// Any number of 64 bits that is not negative.
    case unsignedLong
    /// A number between two.
    case between(Int64, Int64)
    /// 0 to 3; 2 means "automatic, and now in force", and falls back to 1 while memory is plentiful.
    case defenseMode
    /// A power of two, of 32 bits.
    case powerOfTwo
    /// Two numbers, not negative: the first below the second, unless that is 0.
    case threshold
  }
}

extension Setting {
  /// The settings of 6.1 with `ip_vs_lblc` and `ip_vs_lblcr` loaded.
  ///
  /// `sync_qlen_max` depends on the memory of the machine; this is what one of 512 MB has.
  static let linux6_1: [Setting] = [
    Setting("am_droprate", 10), Setting("amemthresh", 1024), Setting("backup_only", 0),
    Setting("cache_bypass", 0), Setting("conn_reuse_mode", 1), Setting("conntrack", 0),
    Setting("drop_entry", 0, .defenseMode),
    Setting("drop_packet", 0, .defenseMode), Setting("expire_nodest_conn", 0),
    Setting("expire_quiescent_template", 0), Setting("ignore_tunneled", 0),
    Setting("lblc_expiration", 86400, .seconds), Setting("lblcr_expiration", 86400, .seconds),
    Setting("nat_icmp_send", 0), Setting("pmtu_disc", 1), Setting("run_estimation", 1),
    Setting("schedule_icmp", 0), Setting("secure_tcp", 0, .defenseMode),
    Setting("sloppy_sctp", 0), Setting("sloppy_tcp", 0), Setting("snat_reroute", 1),
    Setting("sync_persist_mode", 0), Setting("sync_ports", 1, .powerOfTwo),
    Setting("sync_qlen_max", 3800, .unsignedLong), Setting("sync_refresh_period", 0, .seconds),
    Setting("sync_retries", 0, .between(0, 3)), Setting("sync_sock_size", 0),
    Setting("sync_threshold", [3, 50], .threshold), Setting("sync_version", 1, .between(0, 1)),
  ]

  /// What a kernel has besides that can tell what it does (`CONFIG_IP_VS_DEBUG`).
  static let debugging: [Setting] = [Setting("debug_level", 0)]
}
