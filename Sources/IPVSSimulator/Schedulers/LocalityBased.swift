internal import IPVS

/// The server that last had packets to this destination, unless it has too much to do (`lblc`).
///
/// A new one is chosen as by `wlc`.
final class LocalityBased: Scheduler {
  let context: SchedulerContext
  private var destinations: [IPAddress: Destination] = [:]

  init(_ context: SchedulerContext) {
    self.context = context
  }

  private struct Destination {
    var server: ServerState
    var lastUse: UInt64
  }

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    let address = request.virtual.address
    let isForgotten = destinations[address].map { known in
      context.isForgotten(known.lastUse, request.now, request.settings.lblcExpiration)
    }
    if isForgotten == true { destinations.removeValue(forKey: address)?.server.references -= 1 }
    if let known = destinations[address] {
      destinations[address]?.lastUse = request.now
      if known.server.isAvailable, known.server.weight > 0, !known.server.isBusy(among: servers) {
        return known.server
      }
    }
    guard let server = leastForItsWeight(servers, cost: { $0.cost(context.cost) }) else {
      return nil
    }
    server.references += 1
    destinations[address]?.server.references -= 1
    destinations[address] = Destination(server: server, lastUse: request.now)
    return server
  }

  func end() {
    for known in destinations.values { known.server.references -= 1 }
    destinations = [:]
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
