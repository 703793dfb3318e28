internal import IPVS

/// The server with the least cost, whatever its weight is, if it is not 0 (`lc`).
final class LeastConnections: Scheduler {
  private let cost: KernelProfile.ConnectionCost

  init(cost: KernelProfile.ConnectionCost) {
    self.cost = cost
  }

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    var least: (server: ServerState, cost: Int64)?
    for server in servers where server.isUsable {
      let cost = server.cost(cost)
      guard least.map({ cost < $0.cost }) ?? true else { continue }
      least = (server, cost)
    }
    return least?.server
  }
}

/// The server with the least cost for its weight (`wlc`).
final class WeightedLeastConnections: Scheduler {
  private let cost: KernelProfile.ConnectionCost

  init(cost: KernelProfile.ConnectionCost) {
    self.cost = cost
  }

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    leastForItsWeight(servers) { $0.cost(cost) }
  }
}

/// The first of the usable servers whose cost is the least for its weight.
///
/// Costs are compared crosswise, so that nothing is divided: both factors have 32 bits.
func leastForItsWeight(
  _ servers: [ServerState], cost: (ServerState) -> Int64
) -> ServerState? {
  var least: (server: ServerState, cost: Int64)?
  for server in servers where server.isUsable {
    let cost = cost(server)
    if let best = least {
      guard best.cost &* Int64(server.weight) > cost &* Int64(best.server.weight) else { continue }
    }
    least = (server, cost)
  }
  return least?.server
}
