public import IPVS

/// What is checked: a director's table with all that decides what it will do.
public struct CheckSubject: Sendable {
  /// The services.
  public var services: [Service]
  /// The settings.
  public var settings: DirectorSettings
  /// The timeouts.
  public var timeouts: Timeouts
  /// What is known of the kernel.
  public var facts: KernelFacts
  /// The connections of a live table; nil for a file of rules.
  public var connections: ConnectionTally?
  /// What the lines of a file of rules said; nil for a live table.
  public var rules: RulesTrace?

  /// A table, live where there are connections, of a file where there are rules.
  public init(
    services: [Service], settings: DirectorSettings, timeouts: Timeouts, facts: KernelFacts,
    connections: ConnectionTally? = nil, rules: RulesTrace? = nil
  ) {
    self.services = services
    self.settings = settings
    self.timeouts = timeouts
    self.facts = facts
    self.connections = connections
    self.rules = rules
  }

  /// Reads a live table.
  public init(of director: any Director, facts: KernelFacts) throws(DirectorError) {
    let services = try director.services(.withoutCounters)
    self.init(
      services: services, settings: try DirectorSettings(of: director),
      timeouts: try director.timeouts(), facts: facts,
      connections: try ConnectionTally(of: director, services, facts))
  }
}

extension CheckSubject {
  /// Whether a setting is known to be 0: of one that cannot be read nothing is claimed.
  func isOff(_ name: SysctlName) -> Bool { settings.number(name) == 0 }

  /// The services with persistence.
  var persistentServices: [(service: Service, persistence: Persistence)] {
    services.compactMap { service in
      service.details.persistence.map { (service, $0) }
    }
  }

  /// A firewall mark that no service has, for commands that are to be typed.
  var freeMark: UInt32 {
    let used = Set(
      services.compactMap { service -> UInt32? in
        switch service.identity {
        case .endpoint: nil
        case .firewallMark(let mark, _): mark
        }
      })
    var mark: UInt32 = 1
    while used.contains(mark) { mark += 1 }
    return mark
  }

  /// The service of an endpoint.
  func service(_ transport: TransportProtocol, _ address: IPAddress, _ port: UInt16) -> Service? {
    services.first { $0.identity == .endpoint(transport, Endpoint(address, port: port)) }
  }
}

extension Service {
  /// The protocol and the endpoint; nil for a mark's service.
  var endpoint: (transport: TransportProtocol, endpoint: Endpoint)? {
    switch identity {
    case .endpoint(let transport, let endpoint): (transport, endpoint)
    case .firewallMark: nil
    }
  }

  /// Whether connections of this protocol may be its own.
  func takes(_ transport: TransportProtocol) -> Bool {
    endpoint.map { $0.transport == transport } ?? true
  }

  /// Whether a template of it has no port, so that one server has a client's connections to all ports.
  var hasTemplatesWithoutPort: Bool {
    endpoint == nil || needsPersistence
  }

  /// Whether it makes no sense without persistence: all ports, or FTP.
  var needsPersistence: Bool {
    guard let (transport, endpoint) = endpoint else { return false }
    return endpoint.port == 0 || transport == .tcp && endpoint.port == 21
  }

  /// The servers that a scheduler may choose, as far as can be seen.
  var usableServers: [Destination] {
    destinations.filter { $0.details.weight > 0 && !$0.isFull }
  }
}

extension Destination {
  /// Whether it has as many connections as its upper threshold allows.
  var isFull: Bool {
    let limit = details.upperThreshold
    return limit != 0
      && UInt64(connectionCounts.active) + UInt64(connectionCounts.inactive) >= UInt64(limit)
  }
}
