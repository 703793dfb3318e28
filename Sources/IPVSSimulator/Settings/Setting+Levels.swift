// All of it as seen on the kernels. `ip_vs_lblc` and `ip_vs_lblcr`, which bring two of the settings,
// are loaded. `sync_qlen_max` depends on the memory of the machine; this is what one of 512 MB has.
extension Setting {
  /// The settings that Debian's kernels from 5.10 to 7.2 have in common.
  private static let common: [Setting] = [
    Setting("am_droprate", 10), Setting("amemthresh", 1024), Setting("backup_only", 0),
    Setting("cache_bypass", 0), Setting("conn_reuse_mode", 1), Setting("conntrack", 0),
    Setting("drop_entry", 0, .defenseMode),
    Setting("drop_packet", 0, .defenseMode), Setting("expire_nodest_conn", 0),
    Setting("expire_quiescent_template", 0), Setting("ignore_tunneled", 0),
    Setting("lblc_expiration", 86400, .seconds), Setting("lblcr_expiration", 86400, .seconds),
    Setting("nat_icmp_send", 0), Setting("pmtu_disc", 1),
    Setting("schedule_icmp", 0), Setting("secure_tcp", 0, .defenseMode),
    Setting("sloppy_sctp", 0), Setting("sloppy_tcp", 0), Setting("snat_reroute", 1),
    Setting("sync_persist_mode", 0), Setting("sync_ports", 1, .powerOfTwo),
    Setting("sync_refresh_period", 0, .seconds),
    Setting("sync_retries", 0, .between(0, 3)), Setting("sync_sock_size", 0),
    Setting("sync_threshold", [3, 50], .threshold), Setting("sync_version", 1, .between(0, 1)),
  ]

  /// The settings of Debian's 5.10.
  static let linux5_10 = common + [Setting("sync_qlen_max", 3800, .lenientUnsignedLong)]

  /// The settings of Debian's 6.1.
  static let linux6_1 =
    common + [Setting("run_estimation", 1), Setting("sync_qlen_max", 3800, .unsignedLong)]

  /// The settings of Debian's 6.1 as user-mode Linux, which is built for debugging.
  static let userModeLinux6_1 = linux6_1 + [Setting("debug_level", 0)]

  /// The settings of Debian's 6.12.
  static let linux6_12 =
    linux6_1 + [Setting("est_cpulist", 0, .processors), Setting("est_nice", 0, .between(-20, 19))]

  /// The settings of Debian's 7.2.
  static let linux7_2 =
    linux6_12 + [
      Setting("conn_lfactor", -2, .between(-8, 8)), Setting("svc_lfactor", -2, .between(-8, 8)),
      Setting("conn_max", 1 << 30, .between(0, 1 << 30)),
    ]
}
