internal import IPVS

/// What of a connection table matters for one question; a row at a time.
struct TraceCollector {
  private let packet: TracedPacket
  private let key: TemplateKey?

  /// How many rows there are.
  private(set) var rows: UInt64 = 0
  /// The connections with the packet's addresses and ports, or expected of them.
  private(set) var connections: [ConnectionEntry] = []
  /// The templates with the key; more than one only with a persistence engine.
  private(set) var templates: [ConnectionEntry] = []
  /// Rejected templates of the same client: some of them.
  private(set) var rejected: [ConnectionEntry] = []
  /// The connections that a template with the key can control, by the server's address.
  private(set) var controlled: [IPAddress: ControlledConnections] = [:]
  /// Servers whose templates can control the packet's connection.
  private(set) var controllers: Set<IPAddress> = []
  private(set) var tallies: [IPAddress: ServerTally] = [:]

  /// So many rejected templates are told of.
  private static let mostRejected = 4

  init(_ packet: TracedPacket, key: TemplateKey?, servers: [ServerTally.Server]) {
    self.packet = packet
    self.key = key
    for server in servers {
      tallies[server.destination.endpoint.address, default: ServerTally()].add(server)
    }
  }

  /// Looks at a row.
  mutating func take(_ entry: ConnectionEntry) {
    rows += 1
    if entry.isTemplate {
      tallies[entry.destination.address]?.count(template: entry)
      take(template: entry)
    } else {
      tallies[entry.destination.address]?.count(connection: entry)
      take(connection: entry)
    }
  }

  private mutating func take(template entry: ConnectionEntry) {
    if canControl(entry) { controllers.insert(entry.destination.address) }
    guard let key, entry.protocolName == key.protocolName, entry.client.address == key.client
    else { return }
    if entry.isRejectedTemplate, !hasOwnServer(at: entry.destination) {
      guard entry.virtual.address == key.virtual.address, rejected.count < Self.mostRejected
      else { return }
      rejected.append(entry)
    } else if entry.virtual == key.virtual {
      templates.append(entry)
    }
  }

  /// Whether a server has this very port, which rejected templates have, too.
  private func hasOwnServer(at endpoint: Endpoint) -> Bool {
    tallies[endpoint.address]?.servers.contains { $0.destination.endpoint == endpoint } ?? false
  }

  /// Whether a template can control the packet's connection.
  private func canControl(_ entry: ConnectionEntry) -> Bool {
    guard packet.clientPort != nil, entry.client.address.isPart(of: packet.client) else {
      return false
    }
    if entry.protocolName == "IP" { return true }
    return entry.protocolName == packet.transport.tableName
      && entry.virtual.address == packet.destination?.address
  }

  private mutating func take(connection entry: ConnectionEntry) {
    if entry.client.address == packet.client, entry.virtual == packet.destination,
      entry.protocolName == packet.transport.tableName, let port = packet.clientPort,
      entry.client.port == port || entry.isExpectedConnection
    {
      connections.append(entry)
    }
    guard let key, key.mask.masking(entry.client.address) == key.client, key.canControl(entry)
    else { return }
    controlled[entry.destination.address, default: ControlledConnections()].add(entry)
  }
}

/// Connections that a template controls.
struct ControlledConnections {
  private(set) var count = 0
  /// What the last of them to end has left, in seconds.
  private(set) var lastSeconds: UInt64 = 0

  mutating func add(_ entry: ConnectionEntry) {
    count += 1
    lastSeconds = max(lastSeconds, entry.secondsLeft)
  }
}

extension TemplateKey {
  /// Whether a template with the key can control a connection of its client, by protocol and virtual
  /// address.
  fileprivate func canControl(_ entry: ConnectionEntry) -> Bool {
    guard let transport else { return entry.virtual.address.family == client.family }
    return entry.protocolName == transport.tableName
      && entry.virtual.address == virtual.address
      && (virtual.port == 0 || entry.virtual.port == virtual.port)
  }
}

extension IPAddress {
  /// Whether some mask leaves this of an address.
  fileprivate func isPart(of other: IPAddress) -> Bool {
    switch (self, other) {
    case (.v4(let left), .v4(let right)): left.rawValue & ~right.rawValue == 0
    case (.v6(let left), .v6(let right)):
      left.high & ~right.high == 0 && left.low & ~right.low == 0
    case (.v4, .v6), (.v6, .v4): false
    }
  }
}
