internal import IPVS

extension CheckRule {
  static let tcpTimeout = CheckRule(
    "tcp-timeout", "TCP's timeout below the hosts' keepalive"
  ) { subject in
    guard subject.timeouts.tcp < keepalive, subject.services.contains(where: { $0.takes(.tcp) })
    else { return [] }
    return [
      Discovery(
        severity: .note, object: .timeouts,
        reason:
          "A TCP connection without packets is forgotten after \(subject.timeouts.tcp) s, and hosts "
          + "first look after \(keepalive) s whether the other one is there (tcp_keepalive_time): idle "
          + "connections die in between, and neither end is told. Either the director remembers them "
          + "longer, which costs memory, or the servers look earlier.",
        mend: ["ipvsadm --set \(keepalive + slack) 0 0"])
    ]
  }

  /// Linux's default in seconds.
  private static let keepalive: UInt32 = 7200
  /// Four probes that get lost.
  private static let slack: UInt32 = 300
}
