internal import IPVS

/// As `lblc` with a set of servers for each destination (`lblcr`): one joins when those of the set have
/// too much to do, and the busiest leaves when the set has not changed in a long time.
final class LocalityBasedWithReplication: Scheduler {
  private let context: SchedulerContext
  @exclusivity(unchecked) private var destinations: DestinationTable<Replicas>

  init(_ context: SchedulerContext) {
    self.context = context
    destinations = DestinationTable(limit: context.destinationLimit)
  }

  /// The set of a destination.
  private struct Replicas {
    /// The servers, those that came last first.
    var servers: [ServerState]
    var lastChange: UInt64
  }

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    let address = request.destination
    let place = destinations.use(address, at: request.now)
    if let place {
      let available = destinations[place].servers.filter { $0.isAvailable }
      let least = leastForItsWeight(available, cost: { $0.cost(context.cost) })
      shrink(&destinations[place], request.now, request.lblcrExpiration)
      if let least, !least.isBusy(among: servers) { return least }
    }
    guard let server = leastForItsWeight(servers, cost: { $0.cost(context.cost) }) else {
      return nil
    }
    if let place {
      guard !destinations[place].servers.contains(where: { $0 === server }) else { return server }
      server.references += 1
      destinations[place].servers.insert(server, at: 0)
      destinations[place].lastChange = request.now
    } else if destinations.insert(
      Replicas(servers: [server], lastChange: request.now), for: address, at: request.now)
    {
      server.references += 1
    }
    return server
  }

  var timerInterval: UInt64? { DestinationTable<Replicas>.interval }

  func timerWentOff(_ now: UInt64, settings: EngineSettings) -> [ServerState] {
    destinations.timerWentOff(
      now, expiration: context.jiffies(settings.lblcrExpiration),
      ticksPerSecond: context.ticksPerSecond
    ).flatMap { $0.servers }
  }

  func end() {
    for server in destinations.removeAll().flatMap({ $0.servers }) { server.references -= 1 }
  }

  /// Lets the busiest server leave a set that has not changed in a long time.
  private func shrink(_ set: inout Replicas, _ now: UInt64, _ expiration: Int64) {
    guard set.servers.count > 1, now > set.lastChange &+ context.jiffies(expiration) else {
      return
    }
    var busiest: ServerState?
    for server in set.servers where server.weight > 0 {
      guard let most = busiest else {
        busiest = server
        continue
      }
      let isBusier =
        most.cost(context.cost) &* Int64(server.weight)
        < server.cost(context.cost) &* Int64(most.weight)
      if isBusier { busiest = server }
    }
    guard let busiest else { return }
    set.servers.removeAll { $0 === busiest }
    busiest.references -= 1
    set.lastChange = now
  }
}
