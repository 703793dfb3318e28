extension SettingExplanation {
  /// What decides where clients go when servers come and go.
  static let affinity: [SettingExplanation?] = [
    SettingExplanation(
      "expire_quiescent_template", initial: "0", values: "0, or anything else for on",
      "persistent clients leave a server of weight 0",
      effect: """
        On: a template whose server has weight 0 is rejected when its client makes its next new \
        connection; the client gets another server. Off: templates go on bringing clients to a server \
        of weight 0, for as long as they keep coming back. Connections that are open stay in either \
        case.
        """,
      cost: """
        A client whose server is quiesced loses its session there. A rejected template is not used \
        again when the server comes back; it stays in the table, renamed to port 65535, until its \
        timer goes off.
        """),
    SettingExplanation(
      "expire_nodest_conn", initial: "0", values: "0, or anything else for on",
      "connections end when their server is removed",
      effect: """
        On: when a server is removed its connections and templates are taken out at once (before 5.9: \
        each when its next packet comes), and a client that opens a connection from the same address \
        and port gets another server, also where the old one has weight 0. Off: packets of a removed \
        server's connections are dropped in silence until their timers go off; if the same server is \
        added again before that, they go on.
        """,
      cost: """
        A server that is removed for a moment, as by a health check that flaps, loses all of its \
        connections. Off, clients of a dead server hang: with UDP for as long as they send.
        """),
    SettingExplanation(
      "conn_reuse_mode", initial: "1", values: "0, 1, or 3", since: "4.1",
      "a client's port that is used again is scheduled anew",
      effect: """
        1: a SYN on a connection that is in TIME_WAIT or CLOSE begins a new connection, and the \
        scheduler is asked again. 3: the same in FIN_WAIT with direct routing and tunnels. 0: such a \
        SYN goes to the old server, whatever its weight is. Persistent services are not concerned: \
        their connections keep their template's server.
        """,
      cost: """
        With conntrack=1 the first SYN of a port that is used again is dropped, and the client waits a \
        second before it tries once more: before 5.9 always, later where netfilter has confirmed the \
        old connection. 0 avoids that and keeps busy clients at a server of weight 0; before 5.16 it \
        disables expire_nodest_conn's rule for weight 0 as well.
        """),
    SettingExplanation(
      "conntrack", initial: "0", values: "0 or 1", since: "2.6.37",
      "netfilter's connection tracking sees balanced connections",
      effect: """
        1: netfilter has an entry for each connection too, so that rules can use its state, and source \
        NAT works behind the balancer. 0: IPVS keeps its packets from connection tracking.
        """,
      cost: """
        Memory and time for a second entry a connection; and see conn_reuse_mode for clients that use \
        ports again.
        """),
    SettingExplanation(
      "cache_bypass", initial: "0", values: "0, or anything else for on",
      "without a server, packets of a mark's service go to where they were sent to",
      effect: """
        On: where a mark's service has no server to choose and the packet's address is not the \
        director's own, the packet is forwarded to that address. For transparent caches.
        """),
    SettingExplanation(
      "backup_only", initial: "0", values: "0 or 1", since: "3.9",
      "a director that only runs a backup sync daemon balances nothing",
      effect: """
        On: while the backup daemon alone runs, packets are left to the host. It breaks loops between \
        a director and its backup that is a server at the same time.
        """),
  ]
}
