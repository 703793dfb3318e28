internal import IPVS

/// The settings of synchronization, as numbers.
struct SyncSettings {
  /// `sync_threshold`, the first number: which packet of a connection makes it known.
  var threshold: UInt32 = 0
  /// `sync_threshold`, the second number: after so many packets it is told again; 0 is never.
  var period: UInt32 = 0
  /// `sync_refresh_period`, in seconds: how much of the timeout must have gone before it is told again.
  var refreshPeriod: Int64 = 0
  /// `sync_retries`: how often it is told again within a refresh period.
  var retries: Int64 = 0
  /// `sync_persist_mode`: whether templates stand for their connections, which are not told then.
  var persistMode: Int64 = 0
  /// `sync_version`.
  var version = SyncMessage.Version.one

  /// Takes the value of a setting; one of something else changes nothing.
  mutating func take(_ name: SysctlName, _ values: [Int64]) {
    guard let value = values.first else { return }
    switch name.rawValue {
    case "sync_threshold":
      threshold = UInt32(clamping: value)
      period = UInt32(clamping: values.last ?? 0)
    case "sync_refresh_period": refreshPeriod = value
    case "sync_retries": retries = value
    case "sync_persist_mode": persistMode = value
    case "sync_version": version = value == 0 ? .zero : .one
    default: break
    }
  }
}
