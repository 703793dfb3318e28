internal import IPVS

/// The synchronization daemons that run.
///
/// These are records. What they do between two directors that are joined is in `Synchronization`.
struct SyncDaemonTable {
  private var daemons: [SyncDaemon.Role: SyncDaemon] = [:]

  /// Those that run, the master first.
  var running: [SyncDaemon] { SyncDaemon.Role.allCases.compactMap { daemons[$0] } }

  /// The daemon of a role, if it runs.
  subscript(role: SyncDaemon.Role) -> SyncDaemon? { daemons[role] }

  /// Whether the director is a backup, a master besides or not.
  var isBackup: Bool { daemons[.backup] != nil }

  /// Starts a daemon: `EINVAL` for a group that is none, `ENODEV`, `EEXIST`, then `ENETUNREACH` for
  /// a master that has no way to its group.
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
    if SyncDaemonTable.isUnreachable(daemon) { throw .networkUnreachable }
    if daemon.port == 0 { daemon.port = 8848 }
    if daemon.timeToLive == 0 { daemon.timeToLive = 1 }
    daemon.maximumLength =
      daemon.maximumLength == 0
      ? SyncDaemonTable.defaultLength(of: daemon, mtu: mtu)
      : SyncDaemonTable.givenLength(of: daemon)
    daemons[daemon.role] = daemon
  }

  /// Stops the daemon of a role: `ESRCH` where none runs.
  mutating func stop(_ role: SyncDaemon.Role) throws(Errno) {
    guard daemons.removeValue(forKey: role) != nil else { throw .noSuchProcess }
  }

  /// Whether a master's packets have no route: the loopback has none for groups of IPv6.
  ///
  /// A backup only listens, and needs no route.
  private static func isUnreachable(_ daemon: SyncDaemon) -> Bool {
    daemon.role == .master && daemon.interface == "lo" && daemon.group?.family == .ipv6
  }

  /// The bytes of the headers in front of a message.
  private static func headers(of daemon: SyncDaemon) -> UInt32 {
    daemon.group?.family == .ipv6 ? 48 : 28
  }

  /// A length that was given: no longer than a packet can be, whatever the interface's MTU; and what
  /// a backup is ready for is at least 1024.
  private static func givenLength(of daemon: SyncDaemon) -> UInt16 {
    let length = min(UInt32(daemon.maximumLength), 65535 - headers(of: daemon))
    return switch daemon.role {
    case .master: UInt16(length)
    case .backup: UInt16(max(length, 1024))
    }
  }

  /// A packet's length without its headers; a master sends no longer ones than Ethernet's.
  private static func defaultLength(of daemon: SyncDaemon, mtu: UInt32) -> UInt16 {
    let longest: UInt32 =
      switch daemon.role {
      case .master: 1500
      case .backup: 65535
      }
    return UInt16(clamping: Int64(min(mtu, longest)) - Int64(headers(of: daemon)))
  }
}
