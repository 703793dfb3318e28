extension SettingExplanation {
  /// What tables, counters and schedulers do by themselves.
  static let tables: [SettingExplanation?] = [
    SettingExplanation(
      "run_estimation", initial: "1", values: "0 or 1", since: "5.16",
      "counters and rates are brought up to date",
      effect: "0: they stand still, which saves time with very many services and servers."),
    SettingExplanation(
      "est_cpulist", initial: nil, values: "a list of processors, such as 0-3,8", since: "6.2",
      "on which processors counters are brought up to date",
      effect: "An empty list: on those that the system uses for housekeeping."),
    SettingExplanation(
      "est_nice", initial: "0", values: "-20 to 19", since: "6.2",
      "how nice the threads are that bring counters up to date",
      effect: "As with nice(1): a higher number leaves more time to others."),
    SettingExplanation(
      "lblc_expiration", initial: "86400", values: "seconds",
      "how long lblc remembers a destination that nobody asks for",
      effect: "It is there while the scheduler's module is loaded."),
    SettingExplanation(
      "lblcr_expiration", initial: "86400", values: "seconds",
      "how long lblcr remembers a destination, and keeps its set of servers",
      effect: "It is there while the scheduler's module is loaded."),
    SettingExplanation(
      "conn_max", initial: nil, values: "a number of entries", since: "7.2",
      "how many entries the connection table may have",
      effect: "Packets that would make another one are dropped; templates count, too."),
    SettingExplanation(
      "conn_lfactor", initial: nil, values: "-8 to 8", since: "7.2",
      "how full the connection table is before it grows",
      effect: "A lower number is a larger table with shorter chains."),
    SettingExplanation(
      "svc_lfactor", initial: nil, values: "-8 to 8", since: "7.2",
      "how full the table of services is before it grows",
      effect: "A lower number is a larger table with shorter chains."),
    SettingExplanation(
      "debug_level", initial: "0", values: "0 to 12",
      "how much IPVS writes to the kernel's log",
      effect: "It is there in kernels that were built with it.",
      cost: "From a few on, every packet writes lines."),
  ]
}
