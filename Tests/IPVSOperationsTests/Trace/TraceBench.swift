import IPVS
import IPVSOperations
import IPVSSimulator

/// A simulated director, and short words for what tests of traces do to it.
final class TraceBench {
  let director: SimulatedDirector
  var facts: KernelFacts
  private var slot: UInt64 = 0

  init(_ level: KernelLevel = .v6_1) {
    director = SimulatedDirector(profile: level.profile, hz: 250)
    facts = KernelFacts(level: level, ticksPerSecond: 250)
  }

  static let web = ServiceIdentity.endpoint(.tcp, endpoint("10.0.0.1:80"))

  /// `10.0.0.1:80`; what is not an endpoint is 0.0.0.0:0.
  static func endpoint(_ text: String) -> Endpoint {
    let parts = text.split(separator: ":", maxSplits: 1)
    let address = IPv4Address(strict: Array((parts.first ?? "").utf8)[...])
    return Endpoint(
      .v4(address ?? IPv4Address(0, 0, 0, 0)), port: parts.count > 1 ? UInt16(parts[1]) ?? 0 : 0)
  }

  func service(
    _ identity: ServiceIdentity = web, _ scheduler: ByteString = "wlc", persistent: UInt32? = nil,
    mask: IPv4Address = IPv4Address(255, 255, 255, 255), flags: SchedulerFlags = [],
    engine: ByteString = "", edit: Bool = false
  ) throws {
    let details = ServiceDetails(
      scheduler: scheduler, schedulerFlags: flags,
      persistence: persistent.map(Persistence.init), mask: .v4(mask), persistenceEngine: engine)
    try director.submit(
      edit ? .editService(identity, details) : .addService(identity, details))
  }

  /// Adds, or edits, the server 192.168.1.N.
  func server(
    _ number: UInt8, of identity: ServiceIdentity = web, weight: Int32 = 1, port: UInt16? = nil,
    method: ForwardingMethod = .masquerade, upper: UInt32 = 0, lower: UInt32 = 0,
    edit: Bool = false
  ) throws {
    let details = DestinationDetails(
      forwarding: method, weight: weight, upperThreshold: upper, lowerThreshold: lower)
    let endpoint = Self.server(number, port ?? Self.port(of: identity))
    try director.submit(
      edit
        ? .editDestination(identity, endpoint, details)
        : .addDestination(identity, endpoint, details))
  }

  func remove(_ number: UInt8, of identity: ServiceIdentity = web) throws {
    try director.submit(
      .deleteDestination(identity, Self.server(number, Self.port(of: identity))))
  }

  func set(_ name: SysctlName, _ value: String = "1") throws {
    try director.setSysctl(name, to: value)
  }

  func wait(_ seconds: UInt64) throws {
    slot += seconds * 50
    try director.advance(to: slot)
  }

  @discardableResult
  func send(
    _ flags: TCPFlags = .syn, from client: String, to virtual: String = "10.0.0.1:80",
    _ transport: TransportProtocol = .tcp, mark: UInt32 = 0
  ) throws -> Verdict {
    try director.send(
      Packet(
        transport: transport, source: Self.endpoint(client),
        destination: Self.endpoint(virtual), flags: transport == .tcp ? flags : [], mark: mark))
  }

  /// What becomes of the client's next packet: asked, and compared with what it does.
  func trace(
    _ client: String, _ virtual: String = "10.0.0.1:80", _ transport: TransportProtocol? = nil,
    mark: UInt32 = 0, filesOnly: Bool = false
  ) throws -> Trace {
    let client = Self.endpoint(client)
    return try Trace(
      TraceRequest(
        client: client.address, clientPort: client.port == 0 ? nil : client.port,
        target: .endpoint(transport, Self.endpoint(virtual)), mark: mark),
      on: director, facts: facts, tellsFilesOnly: filesOnly)
  }

  static func server(_ number: UInt8, _ port: UInt16) -> Endpoint {
    Endpoint(.v4(IPv4Address(192, 168, 1, number)), port: port)
  }

  private static func port(of identity: ServiceIdentity) -> UInt16 {
    switch identity {
    case .endpoint(_, let endpoint): endpoint.port
    case .firewallMark: 0
    }
  }
}

extension TraceOutcome {
  /// That a packet reaches 192.168.1.N by NAT.
  static func masq(_ number: UInt8, _ port: UInt16 = 80) -> TraceOutcome {
    .server(TraceBench.server(number, port), .masquerade)
  }
}

extension Verdict {
  /// The outcome that foretells it.
  var outcome: TraceOutcome? {
    switch self {
    case .forwarded(_, .bypass): .bypassed
    case .forwarded(let endpoint, let method): .server(endpoint, method)
    case .refused: .refused
    case .passed: .passed
    case .dropped: .dropped
    case .answered: nil
    }
  }
}
