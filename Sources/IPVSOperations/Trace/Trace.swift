public import IPVS
public import IPVSSimulator

/// Where a client's next packet would go, and why.
public struct Trace: Hashable, Sendable {
  /// What was asked.
  public var request: TraceRequest
  /// The protocol of the packet that was looked at.
  public var transport: TransportProtocol
  /// The service that takes it; nil where there is none.
  public var match: ServiceMatch?
  /// The connection that it has already; none where no port was given.
  ///
  /// More than one where servers began some with the same addresses and ports, or one is about to end:
  /// the newest is the packet's, and nobody shows which that is.
  public var connections: [TraceConnection] = []
  /// The client's template; nil where none is asked for.
  public var template: TraceTemplate?
  /// What the scheduler would choose; nil where it is not asked.
  public var choice: SchedulerForecast?
  /// Why the packet comes to no scheduler and no template; nil where it does, or need not.
  public var hindrance: Hindrance?
  /// What may become of it, each once; one where it is certain.
  public var outcomes: [TraceOutcome] = []
  /// What else may happen to it, or is not known.
  public var caveats: [Caveat] = []

  /// Whether there is one answer.
  public var isCertain: Bool { outcomes.count == 1 }

  /// Why a packet is not scheduled.
  public enum Hindrance: String, Hashable, Sendable, CaseIterable {
    /// No service has the packet's family, so that the kernel does not look at it.
    case noServiceOfFamily = "no-service-of-family"
    /// The director is a backup, and `backup_only` is set.
    case backupOnly = "backup-only"
    /// No service takes it.
    case noService = "no-service"
    /// It comes from port 20, from where FTP's servers begin data connections.
    case clientPort20 = "client-port-20"
    /// The service is not persistent, and takes packets to its own port only.
    case otherPort = "other-port"
    /// The service's persistence engine finds no Call-ID in it.
    case noCallID = "no-call-id"
  }

  /// What else may happen, or is not known.
  public enum Caveat: String, Hashable, Sendable, CaseIterable {
    /// `drop_packet` drops some packets that begin connections.
    case dropPacket = "drop-packet"
    /// The table has as many entries as `conn_max` allows: the packet may be dropped.
    case tableFull = "table-full"
    /// With `conntrack` a packet that ends an old connection is dropped: the client sends it again, a
    /// second later.
    case conntrack = "conntrack"
    /// The service's persistence engine goes by the Call-ID in the packet.
    case callID = "call-id"
    /// Every datagram is scheduled by itself.
    case onePacket = "one-packet"
    /// What a master told the director can lack its server, which nobody shows.
    case backup = "backup"
    /// Thresholds, persistence engines and the flags of schedulers are not told without CAP_NET_ADMIN:
    /// there are taken to be none.
    case filesOnly = "files-only"
  }
}

extension Trace {
  /// Answers a question from a director's present state.
  ///
  /// Of the connection table only what matters is kept; it is not read where nothing of it matters.
  ///
  /// - Parameters:
  ///   - facts: what is to be known of the kernel.
  ///   - tellsFilesOnly: whether the director tells only what anybody may read.
  public init(
    _ request: TraceRequest, on director: any Director, facts: KernelFacts,
    tellsFilesOnly: Bool = false
  ) throws(DirectorError) {
    let services = try director.services(.withoutCounters)
    let packet = TracedPacket(request, among: services)
    let match = ServiceMatch(
      packet, among: services, unprivilegedPortStart: facts.unprivilegedPortStart)
    let key = match.flatMap { match in
      match.service.details.persistence.map { _ in TemplateKey(packet, of: match) }
    }
    var collector = TraceCollector(
      packet, key: key, servers: Self.servers(of: services, for: packet))
    if key != nil || packet.clientPort != nil {
      try director.forEachConnection { entry in
        collector.take(entry)
        return .more
      }
    }
    var settings = DirectorSettings()
    for name in Self.settings {
      do throws(DirectorError) {
        settings.values[name] = try director.sysctl(name)
      } catch {
        switch error.reason {
        // Where one lacks, or may not be read, it is taken to be what it is at the start.
        case .noSuchSysctl, .transport: continue
        case .refused, .notAvailable, .noAnswer, .malformedAnswer, .interruptedListing,
          .endedListing, .sysctlRefused:
          throw error
        }
      }
    }
    var isBackup = false
    do throws(DirectorError) {
      isBackup = try director.daemons().contains { $0.role == .backup }
    } catch {
      guard tellsFilesOnly else { throw error }
    }
    let tracer = Tracer(
      packet: packet, match: match, key: key, collector: collector, settings: settings,
      isBackup: isBackup, facts: facts, tellsFilesOnly: tellsFilesOnly)
    self.init(request: request, transport: packet.transport, match: match)
    tracer.answer(&self, hasServices: services.contains { $0.identity.family == packet.family })
  }

  private init(request: TraceRequest, transport: TransportProtocol, match: ServiceMatch?) {
    self.request = request
    self.transport = transport
    self.match = match
  }

  /// The settings that matter.
  public static let settings = [
    "backup_only", "cache_bypass", "conn_max", "conn_reuse_mode", "conntrack", "drop_packet",
    "expire_nodest_conn", "expire_quiescent_template",
  ].compactMap { SysctlName(rawValue: $0) }

  /// The servers to which a connection or a template of the packet's can belong: those of every service
  /// that takes it, or would if the others were not there.
  private static func servers(
    of services: [Service], for packet: TracedPacket
  ) -> [ServerTally.Server] {
    services.filter { service in
      switch service.identity {
      case .firewallMark(_, let family): family == packet.family
      case .endpoint(let transport, let endpoint):
        transport == packet.transport && endpoint.address == packet.destination?.address
          && (endpoint.port == packet.destination?.port || endpoint.port == 0
            || endpoint.port == FTP.control && transport == .tcp)
      }
    }.flatMap { service in
      service.destinations.map { ServerTally.Server(identity: service.identity, destination: $0) }
    }
  }
}
