internal import IPVS
internal import IPVSOperations
internal import IPVSSimulator

/// `ipvs trace --json`.
struct TraceDocument: Document {
  static let schema = "trace"
  static let version = 1

  /// What `--netns` named.
  @OrNull var networkNamespace: String?
  /// `netlink`, or `files` where only what anybody may read is told.
  var source: String
  var client: String
  @OrNull var clientPort: UInt16?
  /// `tcp`, `udp`, `sctp` or a number.
  var `protocol`: String
  /// What the client connects to; null where only a mark was named.
  @OrNull var target: ConnectionObject.EndpointObject?
  /// 0 is none.
  var firewallMark: UInt32
  /// Whether there is one outcome.
  var certain: Bool
  /// What may become of the packet.
  var outcomes: [OutcomeObject]
  @OrNull var service: ServiceNameObject?
  /// Why it takes the packet: `mark`, `exact`, `ftp`, `port-zero`; null without a service.
  @OrNull var serviceRule: String?
  /// Why the packet is not scheduled; null where it is, or goes on.
  @OrNull var hindrance: String?
  var connections: [ConnectionFateObject]
  @OrNull var template: TemplateObject?
  @OrNull var choice: ChoiceObject?
  /// What else may happen, or is not known.
  var caveats: [String]
  /// The reasons in words, as the text has them.
  var reasons: [String]

  init(_ trace: Trace, facts: KernelFacts, networkNamespace: String?) {
    self.networkNamespace = networkNamespace
    source = trace.caveats.contains(.filesOnly) ? "files" : "netlink"
    client = trace.request.client.description
    clientPort = trace.request.clientPort
    self.protocol = trace.transport.name.lowercased()
    switch trace.request.target {
    case .endpoint(_, let endpoint):
      target = ConnectionObject.EndpointObject(endpoint)
      firewallMark = trace.request.mark
    case .firewallMark(let mark, _):
      target = nil
      firewallMark = mark
    }
    certain = trace.isCertain
    outcomes = trace.outcomes.map(OutcomeObject.init)
    service = trace.match.map { ServiceNameObject($0.service.identity) }
    serviceRule = trace.match?.rule.jsonName
    hindrance = trace.hindrance?.rawValue
    connections = trace.connections.map(ConnectionFateObject.init)
    template = trace.template.map(TemplateObject.init)
    choice = trace.choice.map { choice in
      ChoiceObject(choice, scheduler: trace.match?.service.details.scheduler.description ?? "")
    }
    caveats = trace.caveats.map(\.rawValue)
    reasons = TraceReasons(trace, facts: facts).sentences
  }

  /// What becomes of a packet.
  struct OutcomeObject: Encodable {
    /// `server`, `refused`, `passed`, `dropped` or `bypassed`.
    var result: String
    /// The server, with the port that it sees: 0 is the one that the client connects to.
    @OrNull var server: ConnectionObject.EndpointObject?
    @OrNull var method: String?

    init(_ outcome: TraceOutcome) {
      switch outcome {
      case .server(let endpoint, let method):
        result = "server"
        server = ConnectionObject.EndpointObject(endpoint)
        self.method = method?.jsonName
        return
      case .refused: result = "refused"
      case .passed: result = "passed"
      case .dropped: result = "dropped"
      case .bypassed: result = "bypassed"
      }
      server = nil
      method = nil
    }
  }

  /// The name of a service.
  struct ServiceNameObject: Encodable {
    @OrNull var `protocol`: String?
    @OrNull var address: String?
    @OrNull var port: UInt16?
    @OrNull var firewallMark: UInt32?
    var family: String

    init(_ identity: ServiceIdentity) {
      family = identity.family.name
      switch identity {
      case .endpoint(let transport, let endpoint):
        self.protocol = transport.name.lowercased()
        address = endpoint.address.description
        port = endpoint.port
        firewallMark = nil
      case .firewallMark(let mark, _):
        self.protocol = nil
        address = nil
        port = nil
        firewallMark = mark
      }
    }
  }

  /// A connection that is there, and what may become of the packet.
  struct ConnectionFateObject: Encodable {
    var client: ConnectionObject.EndpointObject
    var server: ConnectionObject.EndpointObject
    var state: String
    var secondsLeft: UInt64
    var fates: [String]

    init(_ connection: TraceConnection) {
      client = ConnectionObject.EndpointObject(connection.entry.client)
      server = ConnectionObject.EndpointObject(connection.entry.destination)
      state = connection.entry.state.description
      secondsLeft = connection.entry.secondsLeft
      fates = connection.fates.map(\.rawValue)
    }
  }

  /// A template's key and what was found.
  struct TemplateObject: Encodable {
    /// Null is any, as for a mark.
    @OrNull var `protocol`: String?
    var client: String
    var mask: String
    var virtual: ConnectionObject.EndpointObject
    var found: [FoundObject]
    var rejected: [RejectedObject]

    init(_ template: TraceTemplate) {
      self.protocol = template.key.transport.map { $0.name.lowercased() }
      client = template.key.client.description
      mask = template.key.mask.description
      virtual = ConnectionObject.EndpointObject(template.key.virtual)
      found = template.found.map(FoundObject.init)
      rejected = template.rejected.map {
        RejectedObject(
          server: $0.destination.address.description, secondsLeft: $0.secondsLeft)
      }
    }
  }

  /// A template.
  struct FoundObject: Encodable {
    var server: ConnectionObject.EndpointObject
    var state: String
    var secondsLeft: UInt64
    var fates: [String]
    var connections: Int
    var lastConnectionSeconds: UInt64
    var earliestEndSeconds: UInt64
    @OrNull var latestEndSeconds: UInt64?
    @OrNull var callId: String?

    init(_ found: TraceTemplate.Found) {
      server = ConnectionObject.EndpointObject(found.entry.destination)
      state = found.entry.state.description
      secondsLeft = found.entry.secondsLeft
      fates = found.fates.map(\.rawValue)
      connections = found.end.connections
      lastConnectionSeconds = found.end.lastConnectionSeconds
      earliestEndSeconds = found.end.earliest
      latestEndSeconds = found.end.latest
      callId = found.entry.engineData?.data.description
    }
  }

  /// A rejected template.
  struct RejectedObject: Encodable {
    var server: String
    var secondsLeft: UInt64
  }

  /// What the scheduler would choose.
  struct ChoiceObject: Encodable {
    var scheduler: String
    var candidates: [ConnectionObject.EndpointObject]
    var mayFindNone: Bool
    var unknowns: [String]

    init(_ choice: SchedulerForecast, scheduler: String) {
      self.scheduler = scheduler
      candidates = choice.candidates.map(ConnectionObject.EndpointObject.init)
      mayFindNone = choice.mayFindNone
      unknowns = SchedulerForecast.Unknown.allCases.filter { choice.unknowns.contains($0) }
        .map(\.jsonName)
    }
  }
}

extension ServiceMatch.Rule {
  fileprivate var jsonName: String {
    switch self {
    case .mark: "mark"
    case .exact: "exact"
    case .ftp: "ftp"
    case .portZero: "port-zero"
    }
  }
}

extension SchedulerForecast.Unknown {
  fileprivate var jsonName: String {
    switch self {
    case .pointer: "pointer"
    case .memory: "memory"
    case .chance: "chance"
    case .lastWeight: "last-weight"
    case .clientPort: "client-port"
    case .destination: "destination"
    case .overload: "overload"
    case .kernelLevel: "kernel-level"
    case .scheduler: "scheduler"
    }
  }
}
