import IPVS

@testable import IPVSOperations

/// Tables for `check`, in few words.
enum CheckBench {
  static let address = IPAddress.v4(IPv4Address(10, 0, 0, 1))

  static func service(
    _ port: UInt16 = 80, _ scheduler: ByteString = "rr", transport: TransportProtocol = .tcp,
    persistent: UInt32? = nil, mask: PersistenceMask = .host(.ipv4), flags: SchedulerFlags = [],
    onePacket: Bool = false, on servers: [Destination]
  ) -> Service {
    service(
      .endpoint(transport, Endpoint(address, port: port)), scheduler, persistent: persistent,
      mask: mask, flags: flags, onePacket: onePacket, on: servers)
  }

  static func service(
    _ identity: ServiceIdentity, _ scheduler: ByteString = "rr", persistent: UInt32? = nil,
    mask: PersistenceMask = .host(.ipv4), flags: SchedulerFlags = [], onePacket: Bool = false,
    on servers: [Destination]
  ) -> Service {
    Service(
      identity: identity,
      details: ServiceDetails(
        scheduler: scheduler, schedulerFlags: flags,
        persistence: persistent.map { Persistence(timeout: $0) }, mask: mask,
        isOnePacket: onePacket),
      destinations: servers)
  }

  /// Server 192.168.1.N.
  static func server(
    _ number: UInt8, _ port: UInt16 = 80, by method: ForwardingMethod = .masquerade,
    weight: Int32 = 1, upper: UInt32 = 0, active: UInt32 = 0
  ) -> Destination {
    var counts = ConnectionCounts()
    counts.active = active
    return Destination(
      endpoint: Endpoint(.v4(IPv4Address(192, 168, 1, number)), port: port),
      details: DestinationDetails(forwarding: method, weight: weight, upperThreshold: upper),
      connectionCounts: counts)
  }

  /// What is checked: with a timeout of TCP above the hosts' keepalive.
  static func subject(
    _ services: [Service], settings: [SysctlName: String] = [:], tcp: UInt32 = 7500,
    version: KernelVersion? = KernelVersion(6, 1, 192), ticks: UInt64? = 250,
    connections: ConnectionTally? = nil, rules: RulesTrace? = nil
  ) -> CheckSubject {
    var values: [SysctlName: String] = [
      .connReuseMode: "1", .conntrack: "0", .expireNodestConn: "0",
      .expireQuiescentTemplate: "0",
    ]
    values.merge(settings) { _, new in new }
    return CheckSubject(
      services: services, settings: DirectorSettings(values),
      timeouts: Timeouts(tcp: tcp, tcpFin: 120, udp: 300),
      facts: KernelFacts(version: version, ticksPerSecond: ticks), connections: connections,
      rules: rules)
  }

  /// A row of the connection table.
  static func entry(
    _ protocolName: ByteString = "TCP", client: Endpoint, virtual: Endpoint, server: Endpoint,
    state: ByteString = "ESTABLISHED", left: UInt64 = 100
  ) -> ConnectionEntry {
    ConnectionEntry(
      protocolName: protocolName, client: client, virtual: virtual, destination: server,
      state: state, secondsLeft: left)
  }
}

extension CheckSubject {
  /// The names of what is found.
  var names: [String] { findings.map(\.name) }

  /// The first finding of a rule.
  func first(_ rule: CheckRule) -> Finding? { rule.findings(in: self).first }
}
