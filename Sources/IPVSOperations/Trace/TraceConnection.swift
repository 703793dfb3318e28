public import IPVS

/// A connection that is in the table with the client's address and port, and what the packet does to it.
public struct TraceConnection: Hashable, Sendable {
  /// The row of the table.
  public var entry: ConnectionEntry
  /// What may happen; one where it is certain.
  public var fates: [Fate]

  /// What can happen to a packet that has a connection already.
  public enum Fate: String, Hashable, Sendable, CaseIterable {
    /// It goes on to the connection's server.
    case goesOn = "goes-on"
    /// The server has weight 0 and `expire_nodest_conn` is set: the connection ends, and the packet begins
    /// a new one.
    case endsWeightZero = "ends-weight-zero"
    /// The connection was closed, and `conn_reuse_mode` lets the packet begin a new one.
    case endsPortReused = "ends-port-reused"
    /// The server was removed and `expire_nodest_conn` is set: the connection ends, and the packet begins
    /// a new one.
    case endsServerRemoved = "ends-server-removed"
    /// The server was removed and `expire_nodest_conn` is 0: the packet is dropped, without a word.
    case dropped = "dropped"

    /// Whether the packet begins a new connection.
    public var beginsAnew: Bool {
      switch self {
      case .endsWeightZero, .endsPortReused, .endsServerRemoved: true
      case .goesOn, .dropped: false
      }
    }
  }
}

/// What decides about a packet that has a connection.
struct ConnectionJudge {
  var packet: TracedPacket
  var settings: DirectorSettings
  var version: KernelVersion?
  var isBackup: Bool
  /// Whether templates of this server can control the connection.
  var canBeControlled: Bool

  /// What can happen, with the outcomes of what goes on.
  func judge(
    _ entry: ConnectionEntry, owners: [Destination?]
  ) -> (fates: [TraceConnection.Fate], outcomes: [TraceOutcome]) {
    var fates: [TraceConnection.Fate] = []
    var outcomes = OutcomeSet()
    if entry.destination.address.isUnspecified {
      // It went past the balancer; with IPv6 what is for the director itself is lost there.
      switch packet.family {
      case .ipv4: return ([.goesOn], [.bypassed])
      case .ipv6: return ([.goesOn], [.bypassed, .dropped])
      }
    }
    func goOn(_ owner: Destination?) {
      if !fates.contains(.goesOn) { fates.append(.goesOn) }
      outcomes.add(outcome(entry, owner))
    }
    for owner in owners {
      guard let owner else {
        for fate in fatesWithoutServer(entry) where !fates.contains(fate) { fates.append(fate) }
        // What a master told can lack its server, and goes on.
        if isBackup { goOn(nil) }
        continue
      }
      let ends = endings(entry, owner)
      for fate in ends.fates where !fates.contains(fate) { fates.append(fate) }
      if ends.mayGoOn { goOn(owner) }
    }
    if fates.contains(.dropped) { outcomes.add(.dropped) }
    return (fates, outcomes.outcomes)
  }

  private func outcome(_ entry: ConnectionEntry, _ owner: Destination?) -> TraceOutcome {
    let method = owner?.details.forwarding
    let port =
      method == nil || method == .masquerade
      ? entry.destination.port : packet.destination?.port ?? entry.destination.port
    return .server(Endpoint(entry.destination.address, port: port), method)
  }

  /// What may become of a packet whose server was removed: whether it begins anew is looked at before.
  private func fatesWithoutServer(_ entry: ConnectionEntry) -> [TraceConnection.Fate] {
    if settings.isOn(.expireNodestConn) { return [.endsServerRemoved] }
    guard packet.transport != .udp else { return [.dropped] }
    switch canBeReused(entry) {
    case true: return [.endsPortReused]
    case false: return [.dropped]
    default: return [.endsPortReused, .dropped]
    }
  }

  /// What may end a connection whose server is there.
  private func endings(
    _ entry: ConnectionEntry, _ owner: Destination
  ) -> (fates: [TraceConnection.Fate], mayGoOn: Bool) {
    // A datagram never begins anything where there is a connection.
    guard packet.transport != .udp else { return ([], true) }
    if owner.details.weight == 0, settings.isOn(.expireNodestConn) {
      if settings.isOn(.connReuseMode) || weightRuleStandsAlone == true {
        return ([.endsWeightZero], false)
      }
      if weightRuleStandsAlone == nil { return ([.endsWeightZero], true) }
    }
    switch canBeReused(entry) {
    case true: return ([.endsPortReused], false)
    case false: return ([], true)
    default: return ([.endsPortReused], true)
    }
  }

  /// Whether a port that is used again gets a new connection; nil where it depends on what no kernel
  /// shows: whether the connection has a template, and whether its server's packets pass here.
  private func canBeReused(_ entry: ConnectionEntry) -> Bool? {
    let mode = settings.number(.connReuseMode) ?? 1
    guard mode != 0 else { return false }
    switch (packet.transport, entry.state) {
    case (.tcp, "TIME_WAIT"), (.tcp, "CLOSE"), (.sctp, "CLOSED"):
      return canBeControlled ? nil : true
    case (.tcp, "FIN_WAIT"): return mode & 2 != 0 ? nil : false
    default: return false
    }
  }

  /// Whether `expire_nodest_conn` looks at weights whatever `conn_reuse_mode` is: since November 2021;
  /// nil where nobody knows.
  private var weightRuleStandsAlone: Bool? {
    guard let version else { return nil }
    if version >= KernelVersion(5, 16) { return true }
    // The stable levels of that month, with room to spare.
    let series = [(4, 19, 230), (5, 4, 170), (5, 10, 90), (5, 15, 10)]
    let isLateLevel = series.contains {
      version.major == $0.0 && version.minor == $0.1 && version.level >= $0.2
    }
    return isLateLevel ? true : nil
  }
}
