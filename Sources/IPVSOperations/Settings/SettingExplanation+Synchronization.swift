extension SettingExplanation {
  /// What the sync daemons tell a backup director, and how often.
  static let synchronization: [SettingExplanation?] = [
    SettingExplanation(
      "sync_threshold", initial: "3\t50", values: "two numbers: COUNT PERIOD",
      "which packets of a connection are told to the backup",
      effect: """
        With 3 50 a connection is told at its packet 3, 53, 103 and so on. A PERIOD of 0 tells it at \
        packet COUNT only.
        """,
      cost: "A connection with fewer packets than COUNT is lost when the director fails."),
    SettingExplanation(
      "sync_refresh_period", initial: "0", values: "seconds", since: "3.5",
      "how much a connection's timer must move before it is told again",
      effect: "0: only sync_threshold counts."),
    SettingExplanation(
      "sync_retries", initial: "0", values: "0 to 3", since: "3.5",
      "how often a connection is told again within its refresh period",
      effect: "Each repeats what a lost message would have told, an eighth of the period later."),
    SettingExplanation(
      "sync_persist_mode", initial: "0", values: "0 or 1", since: "3.10",
      "of persistent services only the templates are told",
      effect: """
        1: connections that a template controls are not told. After a failover clients come back to \
        their servers, but have to connect anew.
        """),
    SettingExplanation(
      "sync_ports", initial: "1", values: "a power of two", since: "3.5",
      "how many threads and ports the daemons use",
      effect: "Both directors need the same number."),
    SettingExplanation(
      "sync_qlen_max", initial: nil, values: "a number", since: "3.5",
      "how many messages may wait to be sent",
      effect: "What is beyond is not told. It depends on the machine's memory at the start."),
    SettingExplanation(
      "sync_sock_size", initial: "0", values: "bytes", since: "3.5",
      "the buffer of the daemons' sockets",
      effect: "0: the kernel's usual size. It counts when a daemon starts."),
    SettingExplanation(
      "sync_version", initial: "1", values: "0 or 1", since: "2.6.39",
      "the format of the messages",
      effect: "0: for backups with kernels before 2.6.39; no IPv6, no timeouts, no engines."),
  ]
}
