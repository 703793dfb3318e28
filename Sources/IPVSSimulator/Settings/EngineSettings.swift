internal import IPVS

/// The numbers of the settings that the engine asks for, kept at hand for every packet.
///
/// Which of the others do nothing here, and why, is told in Docs/engine.md. Synchronization has its own
/// settings.
struct EngineSettings {
  /// `am_droprate`.
  var alwaysDropRate: Int64 = 0
  /// `backup_only`.
  var backupOnly: Int64 = 0
  /// `cache_bypass`.
  var cacheBypass: Int64 = 0
  /// `conn_max`; without it there is no limit.
  var connectionLimit: Int64 = .max
  /// `conn_reuse_mode`.
  var connReuseMode: Int64 = 0
  /// `drop_entry`.
  var dropEntry: Int64 = 0
  /// `drop_packet`.
  var dropPacket: Int64 = 0
  /// `expire_nodest_conn`.
  var expireNodestConn: Int64 = 0
  /// `expire_quiescent_template`.
  var expireQuiescentTemplate: Int64 = 0
  /// `lblc_expiration`, in seconds.
  var lblcExpiration: Int64 = 0
  /// `lblcr_expiration`, in seconds.
  var lblcrExpiration: Int64 = 0
  /// `nat_icmp_send`.
  var natICMPSend: Int64 = 0
  /// `run_estimation`; without it nobody can turn that off.
  var runEstimation: Int64 = 1
  /// `secure_tcp`.
  var secureTCP: Int64 = 0
  /// `schedule_icmp`.
  var scheduleICMP: Int64 = 0
  /// `sloppy_sctp`.
  var sloppySCTP: Int64 = 0
  /// `sloppy_tcp`.
  var sloppyTCP: Int64 = 0

  /// A defence mode that is in force at all times; the automatic ones are not, memory being plentiful
  /// here.
  static let always: Int64 = 3

  /// Takes the value of a setting; one that the engine does not ask for changes nothing.
  mutating func take(_ name: SysctlName, _ value: Int64) {
    switch name.rawValue {
    case "am_droprate": alwaysDropRate = value
    case "backup_only": backupOnly = value
    case "cache_bypass": cacheBypass = value
    case "conn_max": connectionLimit = value
    case "conn_reuse_mode": connReuseMode = value
    case "drop_entry": dropEntry = value
    case "drop_packet": dropPacket = value
    case "expire_nodest_conn": expireNodestConn = value
    case "expire_quiescent_template": expireQuiescentTemplate = value
    case "lblc_expiration": lblcExpiration = value
    case "lblcr_expiration": lblcrExpiration = value
    case "nat_icmp_send": natICMPSend = value
    case "run_estimation": runEstimation = value
    case "secure_tcp": secureTCP = value
    case "schedule_icmp": scheduleICMP = value
    case "sloppy_sctp": sloppySCTP = value
    case "sloppy_tcp": sloppyTCP = value
    default: break
    }
  }
}
