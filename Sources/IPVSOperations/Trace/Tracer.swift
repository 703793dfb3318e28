internal import IPVS
internal import IPVSSimulator

/// Follows a packet as the kernel would, with everything that was read.
struct Tracer {
  let packet: TracedPacket
  let match: ServiceMatch?
  let key: TemplateKey?
  let collector: TraceCollector
  let settings: DirectorSettings
  let isBackup: Bool
  let facts: KernelFacts
  let tellsFilesOnly: Bool

  /// Writes the answer.
  ///
  /// - Parameter hasServices: whether there is a service of the packet's family.
  func answer(_ trace: inout Trace, hasServices: Bool) {
    if tellsFilesOnly { trace.caveats.append(.filesOnly) }
    // Before 5.9 the kernel looks at packets also while there is no service.
    let looksAlways = facts.version.map { $0 < KernelVersion(5, 9) } ?? false
    guard hasServices || looksAlways else { return pass(&trace, .noServiceOfFamily) }
    if isBackup, isOn("backup_only") { return pass(&trace, .backupOnly) }
    guard !collector.connections.isEmpty else { return begin(&trace) }
    var all = OutcomeSet()
    for entry in collector.connections { follow(entry, &trace, &all) }
    if trace.connections.contains(where: { $0.fates.contains(where: \.beginsAnew) }) {
      if settings.isOn(.conntrack) { trace.caveats.append(.conntrack) }
      begin(&trace)
    }
    all.add(trace.outcomes)
    trace.outcomes = all.outcomes
  }

  /// A connection that is there.
  private func follow(
    _ entry: ConnectionEntry, _ trace: inout Trace, _ outcomes: inout OutcomeSet
  ) {
    let judge = ConnectionJudge(
      packet: packet, settings: settings, version: facts.version, isBackup: isBackup,
      canBeControlled: collector.controllers.contains(entry.destination.address))
    let owners = collector.tallies[entry.destination.address]?.owners(ofConnection: entry) ?? [nil]
    let judged = judge.judge(entry, owners: owners)
    trace.connections.append(TraceConnection(entry: entry, fates: judged.fates))
    outcomes.add(judged.outcomes)
  }

  private func pass(_ trace: inout Trace, _ hindrance: Trace.Hindrance) {
    trace.hindrance = hindrance
    trace.outcomes = [.passed]
  }

  private func isOn(_ name: String) -> Bool {
    SysctlName(rawValue: name).map { settings.isOn($0) } ?? false
  }

  /// A new connection (`ip_vs_schedule`).
  private func begin(_ trace: inout Trace) {
    guard let match else { return pass(&trace, .noService) }
    if isOn("drop_packet") { trace.caveats.append(.dropPacket) }
    if packet.clientPort == FTP.data { return pass(&trace, .clientPort20) }
    if let limit = SysctlName(rawValue: "conn_max").flatMap({ settings.number($0) }),
      limit >= 0, collector.rows >= UInt64(limit)
    {
      trace.caveats.append(.tableFull)
    }
    if match.service.details.isOnePacket, packet.transport == .udp {
      trace.caveats.append(.onePacket)
    }
    if let key { return persist(&trace, match, key) }
    if case .endpoint = match.service.identity, !match.isOwnPort(packet) {
      trace.hindrance = .otherPort
      trace.outcomes = withoutServer(match)
      return
    }
    schedule(&trace, match)
  }

  /// A new connection of a persistent service (`ip_vs_sched_persist`).
  private func persist(_ trace: inout Trace, _ match: ServiceMatch, _ key: TemplateKey) {
    let hasEngine = !match.service.details.persistenceEngine.isEmpty
    if hasEngine {
      guard packet.transport == .udp else {
        trace.hindrance = .noCallID
        trace.outcomes = [.dropped]
        return
      }
      trace.caveats.append(.callID)
    }
    if isBackup { trace.caveats.append(.backup) }
    let candidates = collector.templates.filter { ($0.engineData != nil) == hasEngine }
    var outcomes = OutcomeSet()
    var isSchedulerAsked = candidates.isEmpty || hasEngine
    var found: [TraceTemplate.Found] = []
    for entry in candidates {
      var fates: [TraceTemplate.Fate] = []
      let owners = owners(ofTemplate: entry)
      for owner in owners {
        let fate = fate(owner)
        if !fates.contains(fate) { fates.append(fate) }
        if fate == .decides, let owner {
          outcomes.add(outcome(of: owner, match))
        } else {
          isSchedulerAsked = true
        }
      }
      let end = TraceTemplate.End(
        entry, collector.controlled[entry.destination.address] ?? ControlledConnections(),
        timeout: UInt64(match.service.details.persistence?.timeout ?? 0),
        ticksPerSecond: facts.ticksPerSecond)
      found.append(
        TraceTemplate.Found(
          entry: entry, servers: owners.compactMap { $0 }, fates: fates, end: end))
    }
    trace.template = TraceTemplate(key: key, found: found, rejected: collector.rejected)
    if isSchedulerAsked {
      schedule(&trace, match)
      outcomes.add(trace.outcomes)
    }
    if hasEngine { outcomes.add(.dropped) }
    trace.outcomes = outcomes.outcomes
  }

  private func owners(ofTemplate entry: ConnectionEntry) -> [Destination?] {
    let tally = collector.tallies[entry.destination.address]
    let owners = tally?.owners(ofTemplate: entry, areCounted: !tellsFilesOnly) ?? [nil]
    return isBackup && !owners.contains(nil) ? owners + [nil] : owners
  }

  private func fate(_ owner: Destination?) -> TraceTemplate.Fate {
    guard let owner else { return .rejectedServerRemoved }
    return owner.details.weight == 0 && settings.isOn(.expireQuiescentTemplate)
      ? .rejectedWeightZero : .decides
  }

  /// Asks the scheduler.
  private func schedule(_ trace: inout Trace, _ match: ServiceMatch) {
    let choice = SchedulerForecast(
      of: match.service,
      for: SchedulerForecast.Request(
        client: packet.client, clientPort: packet.clientPort,
        destination: packet.destination?.address),
      on: facts.profiles)
    trace.choice = choice
    var outcomes = OutcomeSet()
    for endpoint in choice.candidates {
      if let server = match.service.destinations.first(where: { $0.endpoint == endpoint }) {
        outcomes.add(outcome(of: server, match))
      }
    }
    if choice.mayFindNone { outcomes.add(withoutServer(match)) }
    trace.outcomes = outcomes.outcomes
  }

  /// What reaches a server with a new connection.
  private func outcome(of server: Destination, _ match: ServiceMatch) -> TraceOutcome {
    let ownPort = server.endpoint.port
    let wanted = packet.destination?.port ?? 0
    let port: UInt16
    if server.details.forwarding != .masquerade {
      port = wanted
    } else if match.service.details.persistence != nil {
      port = match.isOwnPort(packet) && ownPort != 0 ? ownPort : wanted
    } else {
      port = ownPort != 0 ? ownPort : wanted
    }
    return .server(Endpoint(server.endpoint.address, port: port), server.details.forwarding)
  }

  /// What becomes of a packet for which there is no server (`ip_vs_leave`).
  private func withoutServer(_ match: ServiceMatch) -> [TraceOutcome] {
    if isOn("cache_bypass"), case .firewallMark(_, let family) = match.service.identity {
      // Past the balancer it goes only to another host; with IPv6 the kernel does not ask, and what is for
      // the director itself is lost.
      switch family {
      case .ipv4: return [.refused, .bypassed]
      case .ipv6: return [.bypassed, .dropped]
      }
    }
    if match.rule == .ftp { return [.passed] }
    return [.refused]
  }
}
