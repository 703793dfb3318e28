public import IPVS
public import IPVSScenario

/// What a run comes to, by director.
public struct ScenarioSummary: Hashable, Sendable {
  /// The directors that the scenario has.
  public var directors: [DirectorSummary]

  /// What happened to one director.
  public struct DirectorSummary: Hashable, Sendable {
    /// Which one.
    public var director: ScenarioDirector
    /// What became of packets.
    public var packets: ScenarioRecord.PacketCounts
    /// The most entries that its table ever had.
    public var mostEntries: Int
    /// The services that it ever had, in the order in which they came.
    public var services: [ServiceSummary]

    /// The memory that these entries take of a kernel, in bytes.
    public var mostBytes: Int { mostEntries * ScenarioRecord.entrySize }
  }

  /// What happened to one service.
  public struct ServiceSummary: Hashable, Sendable {
    /// What names it.
    public var identity: ServiceIdentity
    /// The servers that it ever had, with the new connections of each.
    public var servers: [ServerSummary]

    /// All its new connections.
    public var newConnections: UInt64 { servers.reduce(0) { $0 + $1.newConnections } }

    /// How many times the mean the server with the most new connections has; nil without any.
    ///
    /// 1 is perfectly even. Weights are not looked at.
    public var imbalance: Double? {
      guard newConnections > 0, let most = servers.map(\.newConnections).max() else { return nil }
      return Double(most) * Double(servers.count) / Double(newConnections)
    }
  }

  /// What one server of a service got.
  public struct ServerSummary: Hashable, Sendable {
    /// Its address and port.
    public var endpoint: Endpoint
    /// Its new connections.
    public var newConnections: UInt64
  }

  /// The summary of a record.
  public init(_ record: ScenarioRecord) {
    directors = ScenarioDirector.allCases.compactMap { name in
      let samples = record.samples.filter { $0.director == name }
      guard !samples.isEmpty else { return nil }
      return DirectorSummary(
        director: name, packets: record.packets[name] ?? ScenarioRecord.PacketCounts(),
        mostEntries: record.mostEntries[name] ?? 0, services: Self.services(in: samples))
    }
  }

  private static func services(in samples: [ScenarioRecord.Sample]) -> [ServiceSummary] {
    var order: [ServiceIdentity] = []
    var servers: [ServiceIdentity: [ServerSummary]] = [:]
    for service in samples.flatMap(\.services) {
      if servers[service.identity] == nil { order.append(service.identity) }
      for server in service.servers {
        let summary = ServerSummary(
          endpoint: server.endpoint, newConnections: server.newConnections)
        var known = servers[service.identity] ?? []
        if let index = known.firstIndex(where: { $0.endpoint == server.endpoint }) {
          known[index] = summary
        } else {
          known.append(summary)
        }
        servers[service.identity] = known
      }
      if servers[service.identity] == nil { servers[service.identity] = [] }
    }
    return order.map { ServiceSummary(identity: $0, servers: servers[$0] ?? []) }
  }
}
