internal import IPVS

/// As `wlc`, where the cost is what the active connections would be with the new one (`sed`).
final class ShortestExpectedDelay: Scheduler {
  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    leastForItsWeight(servers) { Int64($0.counts.active) + 1 }
  }
}

/// The first idle server; where none is, as `sed` (`nq`).
final class NeverQueue: Scheduler {
  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    servers.first { $0.isUsable && $0.counts.active == 0 }
      ?? leastForItsWeight(servers) { Int64($0.counts.active) + 1 }
  }
}
