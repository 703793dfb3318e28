internal import IPVS

/// The server that last had packets to this destination, unless it has too much to do (`lblc`).
///
/// A new one is chosen as by `wlc`.
final class LocalityBased: Scheduler {
  private let context: SchedulerContext
  @exclusivity(unchecked) private var destinations: DestinationTable<ServerState>

  init(_ context: SchedulerContext) {
    self.context = context
    destinations = DestinationTable(limit: context.destinationLimit)
  }

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    let address = request.destination
    let place = destinations.use(address, at: request.now)
    if let place {
      let known = destinations[place]
      if known.isAvailable, known.weight > 0, !known.isBusy(among: servers) { return known }
    }
    guard let server = leastForItsWeight(servers, cost: { $0.cost(context.cost) }) else {
      return nil
    }
    if let place {
      server.references += 1
      destinations[place].references -= 1
      destinations[place] = server
    } else if destinations.insert(server, for: address, at: request.now) {
      server.references += 1
    }
    return server
  }

  var timerInterval: UInt64? { DestinationTable<ServerState>.interval }

  func timerWentOff(_ now: UInt64, settings: EngineSettings) -> [ServerState] {
    destinations.timerWentOff(
      now, expiration: context.jiffies(settings.lblcExpiration),
      ticksPerSecond: context.ticksPerSecond)
  }

  func end() {
    for server in destinations.removeAll() { server.references -= 1 }
  }
}

extension ServerState {
  /// Whether it has more active connections than its weight while another server has less than half
  /// of its own.
  func isBusy(among servers: [ServerState]) -> Bool {
    guard Int64(counts.active) > Int64(weight) else { return false }
    return servers.contains { Int64($0.counts.active) * 2 < Int64($0.weight) }
  }
}
