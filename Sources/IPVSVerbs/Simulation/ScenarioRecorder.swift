public import IPVS
public import IPVSScenario
internal import IPVSSimulator

/// Makes a record of a run.
public final class ScenarioRecorder: ScenarioObserver {
  /// What has happened so far.
  public private(set) var record = ScenarioRecord()

  private var directors: [ScenarioDirector: any Director] = [:]
  private var totals: [ServerKey: Total] = [:]

  private struct ServerKey: Hashable {
    var director: ScenarioDirector
    var service: ServiceIdentity
    var server: Endpoint
  }

  /// Counters begin anew where a server is made anew; what was counted before stays.
  private struct Total {
    var counter: UInt64 = 0
    var sum: UInt64 = 0

    mutating func take(_ counter: UInt64) {
      sum += counter >= self.counter ? counter - self.counter : counter
      self.counter = counter
    }
  }

  /// A recorder of one run.
  public init() {}

  /// Counts what became of a packet.
  public func saw(
    _ packet: ScenarioPacket, of director: ScenarioDirector, in slot: UInt64
  ) {
    record.packets[director, default: ScenarioRecord.PacketCounts()].count(packet.verdict)
    guard let simulated = directors[director] as? SimulatedDirector else { return }
    record.mostEntries[director] = max(record.mostEntries[director] ?? 0, simulated.entryCount)
  }

  /// Takes a sample of each director.
  public func look(
    at first: any Director, _ second: (any Director)?, in slot: UInt64
  ) throws(DirectorError) {
    try look(at: first, .first, in: slot)
    if let second { try look(at: second, .second, in: slot) }
  }

  private func look(
    at director: any Director, _ name: ScenarioDirector, in slot: UInt64
  ) throws(DirectorError) {
    directors[name] = director
    let simulated = director as? SimulatedDirector
    let services =
      if let simulated { simulated.servicesAsCounted() } else { try director.services() }
    let samples = services.map { service in
      ScenarioRecord.ServiceSample(
        identity: service.identity,
        servers: service.destinations.map { sample($0, of: service.identity, name) })
    }
    var entries = simulated?.entryCount ?? 0
    if simulated == nil {
      try director.forEachConnection { _ in
        entries += 1
        return .more
      }
    }
    record.mostEntries[name] = max(record.mostEntries[name] ?? 0, entries)
    record.samples.append(
      ScenarioRecord.Sample(slot: slot, director: name, entries: entries, services: samples))
  }

  private func sample(
    _ server: Destination, of service: ServiceIdentity, _ director: ScenarioDirector
  ) -> ScenarioRecord.ServerSample {
    let key = ServerKey(director: director, service: service, server: server.endpoint)
    totals[key, default: Total()].take(server.counters.connections)
    return ScenarioRecord.ServerSample(
      endpoint: server.endpoint, weight: server.details.weight, counts: server.connectionCounts,
      newConnections: totals[key]?.sum ?? 0)
  }

  /// Keeps a line.
  public func ran(_ line: ScenarioLine) {
    record.lines.append(line)
  }
}
