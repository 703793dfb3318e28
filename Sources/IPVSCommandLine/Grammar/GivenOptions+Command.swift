import IPVS

extension GivenOptions {
  /// The command, once every word is read.
  ///
  /// The checks come in 1.31's order.
  func command(leftovers: [Word]) throws(Refusal) -> Command {
    var leftovers = leftovers
    var timeouts = Timeouts(tcp: 0, tcpFin: 0, udp: 0)
    if command == .set { timeouts = try Self.takeTimeouts(&leftovers) }
    if let word = leftovers.first { throw .invalid("unexpected argument \(ByteString(word))") }
    var flags: SchedulerFlags = []
    if let names = schedulerFlags {
      flags = try SchedulerFlagNames.flags(ByteString(names), scheduler: effectiveScheduler)
    }
    try checkMatrix()
    try checkService()
    try checkServer()
    try checkListing()
    return try makeCommand(flags: flags, timeouts: timeouts)
  }

  private var effectiveScheduler: ByteString {
    guard let scheduler, !scheduler.isEmpty else { return "wlc" }
    return ByteString(scheduler)
  }

  private static func takeTimeouts(_ words: inout [Word]) throws(Refusal) -> Timeouts {
    guard words.count >= 3 else {
      throw .invalid("--set option requires 3 timeout values")
    }
    let range = 0...longestTimeout
    let timeouts = Timeouts(
      tcp: try timeout(words[0], in: range), tcpFin: try timeout(words[1], in: range),
      udp: try timeout(words[2], in: range))
    words.removeFirst(3)
    return timeouts
  }

  private func checkMatrix() throws(Refusal) {
    guard let mistake = command.rules.firstMistake(in: names, among: OptionName.allCases) else {
      return
    }
    throw mistake.refusal(owner: "'\(command.text)' command")
  }

  private func checkService() throws(Refusal) {
    guard command == .addService || command == .editService else { return }
    if mark == 0, endpoint?.port ?? 0 == 0, persistenceTimeout == nil {
      throw .invalid("Zero port specified for non-persistent service")
    }
    if names.contains(.onePacket), mark == 0, transport == .tcp || transport == .sctp {
      throw .invalid("One-Packet Scheduling is only for UDP virtual services")
    }
  }

  private func checkServer() throws(Refusal) {
    guard command == .addServer || command == .editServer else { return }
    if let server, server.address.family != family, forwarding != .tunnel {
      throw .invalid("Different address family is allowed only for tunneling servers")
    }
    guard !names.isDisjoint(with: Self.tunnelOptions) else { return }
    guard forwarding == .tunnel else {
      throw .invalid("Tunnel options conflict with forward method")
    }
    try TunnelKindText.check(names, kind: tunnelKind)
  }

  private static let tunnelOptions: OptionNames = [
    .tunnelType, .tunnelPort, .tunnelNoChecksum, .tunnelChecksum, .tunnelRemoteChecksum,
  ]

  private func checkListing() throws(Refusal) {
    guard command == .list else { return }
    let elsewhere: OptionNames = [.connection, .timeout, .daemon]
    let columns: OptionNames = [.stats, .rate, .thresholds]
    let oneLiners: OptionNames = [.timeout, .daemon]
    let conflicts =
      (!names.isDisjoint(with: elsewhere) && !names.isDisjoint(with: columns))
      || (!names.isDisjoint(with: oneLiners) && names.contains(.persistentConn))
    if conflicts { throw .invalid("options conflicts in the list command") }
  }
}

extension GivenOptions {
  private func makeCommand(flags: SchedulerFlags, timeouts: Timeouts) throws(Refusal) -> Command {
    switch command {
    case .list:
      return .request(.list(listing))
    case .save:
      return .request(.save(isNumeric: names.contains(.numeric)))
    case .restore:
      return .restore
    case .addService:
      return change(.addService(try service(), serviceDetails(flags)))
    case .editService:
      return change(.editService(try service(), serviceDetails(flags)))
    case .deleteService:
      return change(.deleteService(try service()))
    case .addServer:
      return change(.addDestination(try service(), try forcedServer(), destinationDetails))
    case .editServer:
      return change(.editDestination(try service(), try forcedServer(), destinationDetails))
    case .deleteServer:
      return change(.deleteDestination(try service(), try namedServer()))
    case .flush:
      return change(.flush)
    case .set:
      return change(.setTimeouts(timeouts))
    case .startDaemon:
      return change(.startDaemon(daemon.daemon))
    case .stopDaemon:
      return change(.stopDaemon(daemon.role, syncID: daemon.syncID))
    case .zero:
      return change(.zero(serviceToZero))
    }
  }

  private func change(_ change: Change) -> Command {
    .request(.change(change, command))
  }

  private var listing: Listing {
    let isNumeric = names.contains(.numeric)
    if names.contains(.connection) {
      return .connections(
        showsEngineData: names.contains(.persistentConn), isNumeric: isNumeric)
    }
    if names.contains(.timeout) { return .timeouts }
    if names.contains(.daemon) { return .daemons }
    let columns: TableStyle.Columns =
      if names.contains(.stats) {
        .counters
      } else if names.contains(.rate) {
        .rates
      } else if names.contains(.thresholds) {
        .thresholds
      } else if names.contains(.persistentConn) {
        .persistentConnections
      } else if names.contains(.tunnelInfo) {
        .tunnels
      } else {
        .plain
      }
    let style = TableStyle(
      columns: columns, isNumeric: isNumeric, isExact: names.contains(.exact),
      isSorted: !names.contains(.nosort))
    return .services(identity, style)
  }

  /// The service that the options name, if they name one.
  private var identity: ServiceIdentity? {
    if mark != 0 { return .firewallMark(mark, family) }
    guard let transport, let endpoint else { return nil }
    return .endpoint(transport, endpoint)
  }

  /// The table of commands has made sure that there is one.
  private func service() throws(Refusal) -> ServiceIdentity {
    guard let identity else { throw .invalid("No such service") }
    return identity
  }

  /// An all-zero address without a port stands for all services.
  private var serviceToZero: ServiceIdentity? {
    guard case .endpoint(_, let endpoint) = identity else { return identity }
    return endpoint.address.isUnspecified && endpoint.port == 0 ? nil : identity
  }

  private func serviceDetails(_ flags: SchedulerFlags) -> ServiceDetails {
    ServiceDetails(
      scheduler: effectiveScheduler, schedulerFlags: flags,
      persistence: persistenceTimeout.map { Persistence(timeout: $0) }, mask: mask,
      persistenceEngine: persistenceEngine.map { ByteString($0) } ?? ByteString(),
      isOnePacket: names.contains(.onePacket))
  }

  /// The table of commands has made sure that there is one.
  private func namedServer() throws(Refusal) -> Endpoint {
    guard let server else { throw .invalid("No such destination") }
    return server
  }

  /// Without address translation a server listens on the service's own port.
  private func forcedServer() throws(Refusal) -> Endpoint {
    var server = try namedServer()
    if forcesPorts, mark == 0, forwarding != .masquerade { server.port = endpoint?.port ?? 0 }
    return server
  }

  private var destinationDetails: DestinationDetails {
    let checksum: Tunnel.Checksum =
      if names.contains(.tunnelRemoteChecksum) {
        .remote
      } else if names.contains(.tunnelChecksum) {
        .full
      } else {
        .none
      }
    return DestinationDetails(
      forwarding: forwarding, weight: weight, upperThreshold: upperThreshold,
      lowerThreshold: lowerThreshold,
      tunnel: Tunnel(kind: tunnelKind, port: tunnelPort, checksum: checksum))
  }
}

extension GivenOptions.GivenDaemon {
  /// The daemon, with the interface that it has without being told.
  fileprivate var daemon: SyncDaemon {
    var name: ByteString = "eth0"
    if let interface, !interface.isEmpty { name = ByteString(interface) }
    return SyncDaemon(
      role: role, interface: name, syncID: syncID, maximumLength: maximumLength, group: group,
      port: port, timeToLive: timeToLive)
  }
}
