extension SettingExplanation {
  /// What is done with protocols, tunnels and ICMP.
  static let protocols: [SettingExplanation?] = [
    SettingExplanation(
      "sloppy_tcp", initial: "0", values: "0, or anything else for on", since: "3.11",
      "a TCP connection may begin without a SYN",
      effect: """
        On: any packet but a RST begins a connection, so that a director that takes over without sync \
        daemons lets open connections go on where its scheduler chooses as the old one did (sh, mh, \
        dh). Off: only a SYN does.
        """,
      cost: "Stray packets make entries, too."),
    SettingExplanation(
      "sloppy_sctp", initial: "0", values: "0, or anything else for on", since: "3.11",
      "an SCTP association may begin without an INIT",
      effect: "On: any first chunk but an ABORT begins one. Off: only an INIT does.",
      cost: "Stray packets make entries, too."),
    SettingExplanation(
      "ignore_tunneled", initial: "0", values: "0, or anything else for on", since: "4.4",
      "packets that came out of a tunnel are not balanced",
      effect: "On: they pass IPVS by. It breaks loops between directors that tunnel to each other."),
    SettingExplanation(
      "schedule_icmp", initial: "0", values: "0, or anything else for on", since: "4.4",
      "ICMP errors about unknown connections are scheduled",
      effect: """
        On: an ICMP error that is about no known connection is sent to the server that a scheduler \
        chooses for it. Off: it is left to the host.
        """),
    SettingExplanation(
      "nat_icmp_send", initial: "0", values: "0, or anything else for on",
      "servers behind NAT are told that a connection is gone",
      effect: """
        On: a packet of a server that belongs to no connection is answered with an ICMP error.
        """),
    SettingExplanation(
      "pmtu_disc", initial: "1", values: "0 or 1", since: "3.6",
      "tunnels forbid fragments and tell clients about the MTU",
      effect: """
        1: a packet that is too long for the tunnel to its server is answered with an ICMP error. 0: \
        the outer packet may be cut into fragments.
        """),
    SettingExplanation(
      "snat_reroute", initial: "1", values: "0 or 1", since: "2.6.37",
      "answers are routed by their virtual address",
      effect: """
        1: an answer through NAT is routed anew with the virtual address as its source. 0: it keeps \
        the route that it had before.
        """,
      cost: "A look-up of the route for each answer."),
  ]
}
