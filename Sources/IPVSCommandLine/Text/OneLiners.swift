import IPVS

/// The listings that are a line or two.
enum OneLiners {
  /// What `-L --timeout` prints.
  static func append(_ timeouts: Timeouts, to text: inout TextBuffer) {
    text.append("Timeout (tcp tcpfin udp): ")
    text.append(decimal: timeouts.tcp)
    text.append(" ")
    text.append(decimal: timeouts.tcpFin)
    text.append(" ")
    text.append(decimal: timeouts.udp)
    text.append("\n")
  }

  /// What `-L --daemon` prints, the master first; what is not known is left out.
  static func append(_ daemons: [SyncDaemon], to text: inout TextBuffer) {
    for role in [SyncDaemon.Role.master, .backup] {
      for daemon in daemons where daemon.role == role { append(daemon, to: &text) }
    }
  }

  private static func append(_ daemon: SyncDaemon, to text: inout TextBuffer) {
    switch daemon.role {
    case .master: text.append("master")
    case .backup: text.append("backup")
    }
    text.append(" sync daemon (mcast=")
    text.append(daemon.interface.bytes)
    text.append(", syncid=")
    text.append(decimal: daemon.syncID)
    if daemon.maximumLength != 0 {
      text.append(", maxlen=")
      text.append(decimal: daemon.maximumLength)
    }
    if let group = daemon.group {
      text.append(", group=")
      text.append(address: group)
    }
    if daemon.port != 0 {
      text.append(", port=")
      text.append(decimal: daemon.port)
    }
    if daemon.timeToLive != 0 {
      text.append(", ttl=")
      text.append(decimal: daemon.timeToLive)
    }
    text.append(")\n")
  }

  /// What `-v` prints: 1.31's own line, which scripts compare.
  static func appendVersion(to text: inout TextBuffer) {
    text.append("ipvsadm v1.31 2019/12/24 (compiled with popt and IPVS v1.2.1)\n")
  }
}
