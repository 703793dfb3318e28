internal import IPVS

/// The usable server with the highest weight (`fo`).
final class WeightedFailOver: Scheduler {
  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    heaviest(servers) { _ in true }
  }
}

/// The usable server with the highest weight among those that have not more active connections
/// than their weight (`ovf`): one more than the weight fits.
final class WeightedOverflow: Scheduler {
  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    heaviest(servers) { Int64($0.counts.active) <= Int64($0.weight) }
  }
}

/// The first of those that weigh most.
private func heaviest(
  _ servers: [ServerState], where hasRoom: (ServerState) -> Bool
) -> ServerState? {
  var best: ServerState?
  for server in servers where server.isUsable && hasRoom(server) {
    guard best.map({ server.weight > $0.weight }) ?? true else { continue }
    best = server
  }
  return best
}
