internal import IPVS

/// The synchronization daemons that run.
///
/// They are records here: nothing is sent or received.
struct SyncDaemonTable {
  private var daemons: [SyncDaemon.Role: SyncDaemon] = [:]

  /// Those that run, the master first.
  var running: [SyncDaemon] { SyncDaemon.Role.allCases.compactMap { daemons[$0] } }

  /// Whether the director is a backup and nothing else.
  var isBackupOnly: Bool { daemons[.backup] != nil && daemons[.master] == nil }

  /// Starts a daemon: `EINVAL` for a group that is none, `ENODEV`, then `EEXIST`.
  mutating func start(_ daemon: SyncDaemon, interfaces: [ByteString: UInt32]) throws(Errno) {
    var daemon = daemon
    daemon.interface = daemon.interface.prefix(15)
    switch daemon.group {
    case nil: daemon.group = .v4(IPv4Address(224, 0, 0, 81))
    case .v4(let group):
      guard group.isMulticast else { throw .invalidArgument }
    case .v6(let group):
      guard group.isMulticast else { throw .invalidArgument }
    }
    guard let mtu = interfaces[daemon.interface] else { throw .noSuchDevice }
    guard daemons[daemon.role] == nil else { throw .fileExists }
    if daemon.port == 0 { daemon.port = 8848 }
    if daemon.timeToLive == 0 { daemon.timeToLive = 1 }
    if daemon.maximumLength == 0 {
      daemon.maximumLength = SyncDaemonTable.defaultLength(of: daemon, mtu: mtu)
    }
    daemons[daemon.role] = daemon
  }

  /// Stops the daemon of a role: `ESRCH` where none runs.
  mutating func stop(_ role: SyncDaemon.Role) throws(Errno) {
    guard daemons.removeValue(forKey: role) != nil else { throw .noSuchProcess }
  }

  /// A packet's length without its headers; a master sends no longer ones than Ethernet's.
  private static func defaultLength(of daemon: SyncDaemon, mtu: UInt32) -> UInt16 {
    let longest: UInt32 =
      switch daemon.role {
      case .master: 1500
      case .backup: 65535
      }
    let headers: UInt32 = daemon.group?.family == .ipv6 ? 48 : 28
    return UInt16(clamping: Int64(min(mtu, longest)) - Int64(headers))
  }
}
