internal import IPVS

/// As `lblc` with a set of servers for each destination (`lblcr`): one joins when those of the set have
/// too much to do, and the busiest leaves when the set has not changed in a long time.
final class LocalityBasedWithReplication: Scheduler {
  let context: SchedulerContext
  private var destinations: [IPAddress: Destination] = [:]

  init(_ context: SchedulerContext) {
    self.context = context
  }

  private struct Destination {
    /// The servers, those that came last first.
    var servers: [ServerState]
    var lastChange: UInt64
    var lastUse: UInt64
  }

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    let address = request.virtual.address
    let expiration = request.settings.lblcrExpiration
    if var known = destinations[address] {
      if context.isForgotten(known.lastUse, request.now, expiration) {
        release(known)
        destinations[address] = nil
      } else {
        known.lastUse = request.now
        let least = leastForItsWeight(
          known.servers.filter { $0.isAvailable }, cost: { $0.cost(context.cost) })
        shrink(&known, request.now, expiration)
        destinations[address] = known
        if let least, !least.isBusy(among: servers) { return least }
      }
    }
    guard let server = leastForItsWeight(servers, cost: { $0.cost(context.cost) }) else {
      return nil
    }
    var set =
      destinations[address]
      ?? Destination(servers: [], lastChange: request.now, lastUse: request.now)
    if !set.servers.contains(where: { $0 === server }) {
      server.references += 1
      set.servers.insert(server, at: 0)
      set.lastChange = request.now
    }
    destinations[address] = set
    return server
  }

  func end() {
    for known in destinations.values { release(known) }
    destinations = [:]
  }

  private func release(_ known: Destination) {
    for server in known.servers { server.references -= 1 }
  }

  /// Lets the busiest server leave a set that has not changed in a long time.
  private func shrink(_ known: inout Destination, _ now: UInt64, _ expiration: Int64) {
    guard known.servers.count > 1,
      now > known.lastChange &+ context.jiffies(expiration)
    else { return }
    var busiest: ServerState?
    for server in known.servers where server.weight > 0 {
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
    known.servers.removeAll { $0 === busiest }
    busiest.references -= 1
    known.lastChange = now
  }
}
