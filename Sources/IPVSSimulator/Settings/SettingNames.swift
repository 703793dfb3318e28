internal import IPVS

/// The settings that the engine asks for.
///
/// `conntrack`, `drop_entry` and the sync protocol's settings can be set and read, and nothing
/// follows from them: there is no netfilter, nothing is dropped at random, nothing is sent.
enum SettingNames {
  static let alwaysDropRate = SysctlName(rawValue: "am_droprate")
  static let backupOnly = SysctlName(rawValue: "backup_only")
  static let cacheBypass = SysctlName(rawValue: "cache_bypass")
  static let dropPacket = SysctlName(rawValue: "drop_packet")
  static let natICMPSend = SysctlName(rawValue: "nat_icmp_send")
  static let runEstimation = SysctlName(rawValue: "run_estimation")
  static let secureTCP = SysctlName(rawValue: "secure_tcp")
  static let sloppyTCP = SysctlName(rawValue: "sloppy_tcp")
}

extension SysctlTable {
  /// The first number of a setting; 0 where there is no such setting.
  subscript(name: SysctlName?) -> Int64 { name.map { self[$0] } ?? 0 }

  /// Whether a setting is something else than 0.
  func isOn(_ name: SysctlName?) -> Bool { self[name] != 0 }

  /// Whether a defence mode is in force at all times; the automatic ones are not, memory being
  /// plentiful here.
  func isAlwaysInForce(_ name: SysctlName?) -> Bool { self[name] == 3 }
}
