package import IPVS
import IPVSSimulator

/// A director with one virtual address, and short words for what tests do to it.
final class Bench {
  let director: SimulatedDirector
  private var slot: UInt64 = 0

  init(
    _ profile: KernelProfile = .uml6_1_176, hz: Int? = nil, phase: UInt64 = 0,
    timers: TimerWheel = .wheel, broadcasts: Set<IPv4Address> = []
  ) {
    director = SimulatedDirector(
      profile: profile, hz: hz, startJiffies: 1 << 32 + phase, timers: timers,
      broadcasts: broadcasts)
  }

  /// A director that is there already.
  init(around director: SimulatedDirector) {
    self.director = director
  }

  /// The virtual service that most tests use.
  static let web = ServiceIdentity.endpoint(.tcp, "10.0.0.1:80")

  /// Lets the estimator look at the counters.
  func awaitCounters() throws { try wait(4) }

  // MARK: Administration

  @discardableResult
  func change(_ change: Change) throws -> Errno? {
    try director.submit([change]).first.flatMap { $0?.errno }
  }

  func addService(
    _ identity: ServiceIdentity = web, _ scheduler: ByteString = "rr", persistent: UInt32? = nil,
    mask: PersistenceMask? = nil, flags: SchedulerFlags = [], engine: ByteString = "",
    onePacket: Bool = false
  ) throws {
    let refusal = try change(
      .addService(
        identity,
        ServiceDetails(
          scheduler: scheduler, schedulerFlags: flags,
          persistence: persistent.map(Persistence.init), mask: mask ?? .host(identity.family),
          persistenceEngine: engine, isOnePacket: onePacket)))
    if let refusal { throw refusal }
  }

  func editService(
    _ identity: ServiceIdentity = web, _ scheduler: ByteString = "rr", persistent: UInt32? = nil,
    mask: PersistenceMask? = nil
  ) throws {
    let details = ServiceDetails(
      scheduler: scheduler, persistence: persistent.map(Persistence.init),
      mask: mask ?? .host(identity.family))
    if let refusal = try change(.editService(identity, details)) { throw refusal }
  }

  /// Adds server number N, which is 192.168.1.N with the service's port, or a given one.
  func addServer(
    _ number: UInt8, to identity: ServiceIdentity = web, weight: Int32 = 1, port: UInt16? = nil,
    method: ForwardingMethod = .masquerade, upper: UInt32 = 0, lower: UInt32 = 0
  ) throws {
    let details = DestinationDetails(
      forwarding: method, weight: weight, upperThreshold: upper, lowerThreshold: lower)
    let endpoint = Self.server(number, port ?? Self.port(of: identity))
    if let refusal = try change(.addDestination(identity, endpoint, details)) { throw refusal }
  }

  func editServer(
    _ number: UInt8, of identity: ServiceIdentity = web, weight: Int32 = 1,
    method: ForwardingMethod = .masquerade, upper: UInt32 = 0, lower: UInt32 = 0
  ) throws {
    let details = DestinationDetails(
      forwarding: method, weight: weight, upperThreshold: upper, lowerThreshold: lower)
    let endpoint = Self.server(number, Self.port(of: identity))
    if let refusal = try change(.editDestination(identity, endpoint, details)) { throw refusal }
  }

  func deleteServer(_ number: UInt8, of identity: ServiceIdentity = web) throws {
    let endpoint = Self.server(number, Self.port(of: identity))
    if let refusal = try change(.deleteDestination(identity, endpoint)) { throw refusal }
  }

  func set(_ name: SysctlName, _ value: String = "1") throws {
    try director.setSysctl(name, to: value)
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

  // MARK: Time and packets

  func wait(_ seconds: Double) throws {
    slot += UInt64((seconds * 50).rounded())
    try director.advance(to: slot)
  }

  @discardableResult
  func send(
    _ flags: TCPFlags = .syn, from client: Endpoint, to virtual: Endpoint = "10.0.0.1:80",
    _ transport: TransportProtocol = .tcp, mark: UInt32 = 0, payload: ByteString? = nil
  ) throws -> Verdict {
    try director.send(
      Packet(
        transport: transport, source: client, destination: virtual,
        flags: transport == .tcp ? flags : [], mark: mark),
      carrying: payload ?? ByteString())
  }

  @discardableResult
  func datagram(
    from client: Endpoint, to virtual: Endpoint, callID: ByteString? = nil,
    payload: ByteString? = nil, mark: UInt32 = 0
  ) throws -> Verdict {
    try send(
      [], from: client, to: virtual, .udp, mark: mark,
      payload: payload ?? callID.map { "INVITE sip:a SIP/2.0\r\nCall-ID: \($0)\r\n\r\n" })
  }

  @discardableResult
  func answer(
    _ flags: TCPFlags = [.syn, .ack], from server: Endpoint, to client: Endpoint,
    _ transport: TransportProtocol = .tcp, callID: ByteString? = nil
  ) throws -> Verdict {
    try director.send(
      Packet(
        transport: transport, source: server, destination: client,
        flags: transport == .tcp ? flags : [], side: .server(server.address)),
      carrying: callID.map { "SIP/2.0 200 OK\r\nCall-ID: \($0)\r\n\r\n" } ?? ByteString())
  }

  /// Which servers new clients get, as a row of their numbers; `.` is none.
  func picks(_ count: Int, to virtual: Endpoint = "10.0.0.1:80") throws -> String {
    try (0..<count).map { _ in
      client += 1
      return Self.number(try send(from: Self.client(client), to: virtual))
    }.joined()
  }

  private var client: UInt32 = 0

  static func client(_ number: UInt32) -> Endpoint {
    Endpoint(.v4(IPv4Address(rawValue: 0x0a08_0000 + number)), port: 1024)
  }

  /// The number of the server to which a packet went.
  static func number(_ verdict: Verdict) -> String {
    guard case .forwarded(let endpoint, _) = verdict, case .v4(let address) = endpoint.address
    else { return "." }
    return String(address.rawValue & 0xff)
  }

  // MARK: Looking

  var entries: [ConnectionEntry] {
    get throws {
      var entries: [ConnectionEntry] = []
      try director.forEachConnection {
        entries.append($0)
        return .more
      }
      return entries
    }
  }

  /// The rows of the table, much as `ipvsadm -Lcn` has them, without the time.
  var rows: [String] {
    get throws {
      try entries.map {
        "\($0.protocolName) \($0.state) \($0.client) \($0.virtual) \($0.destination)"
      }
    }
  }

  var templates: [ConnectionEntry] {
    get throws { try entries.filter { $0.state == "NONE" || $0.state == "ASSURED" } }
  }

  /// The state of the connection of a client.
  func state(_ client: Endpoint) throws -> String? {
    try entries.first { $0.client == client }.map { "\($0.state)" }
  }

  /// A server as it is listed.
  func server(_ number: UInt8, of identity: ServiceIdentity = web) throws -> Destination? {
    let endpoint = Self.server(number, Self.port(of: identity))
    return try director.service(identity).destinations.first { $0.endpoint == endpoint }
  }

  /// Active, inactive and persistent connections of a server.
  func counts(_ number: UInt8, of identity: ServiceIdentity = web) throws -> [UInt32] {
    guard let counts = try server(number, of: identity)?.connectionCounts else { return [] }
    return [counts.active, counts.inactive, counts.persistent]
  }
}

extension Endpoint: ExpressibleByStringLiteral {
  /// `10.0.0.1:80`, `[2001:db8::1]:80`; what is not an endpoint is 0.0.0.0:0.
  package init(stringLiteral text: String) {
    let colon = text.lastIndex(of: ":") ?? text.endIndex
    let port = UInt16(text[colon...].dropFirst()) ?? 0
    let host = Array(text[..<colon].utf8)
    if host.first == UInt8(ascii: "[") {
      self.init(
        IPv6Address(host.dropFirst().dropLast()).map(IPAddress.v6) ?? .v4(IPv4Address(0, 0, 0, 0)),
        port: port)
    } else {
      self.init(.v4(IPv4Address(strict: host[...]) ?? IPv4Address(0, 0, 0, 0)), port: port)
    }
  }
}
