internal import IPVS

/// The server with the least cost, whatever its weight is, if it is not 0 (`lc`).
final class LeastConnections: Scheduler {
  private let cost: KernelProfile.ConnectionCost

  init(cost: KernelProfile.ConnectionCost) {
    self.cost = cost
  }

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    var least: Unmanaged<ServerState>?
    var leastCost: Int64 = 0
    servers.forEachUnretained { server in
      guard server.isUsable else { return }
      let cost = server.cost(cost)
      guard least == nil || cost < leastCost else { return }
      (least, leastCost) = (.passUnretained(server), cost)
    }
    return least?.takeUnretainedValue()
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

extension [ServerState] {
  /// Goes through the servers without counting references: lists are long, and asked often.
  @inline(__always)
  func forEachUnretained(_ body: (ServerState) -> Void) {
    withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: Unmanaged<ServerState>.self) { servers in
        for server in servers { server._withUnsafeGuaranteedRef(body) }
      }
    }
  }
}

/// The first of the usable servers whose cost is the least for its weight.
///
/// Costs are compared crosswise, so that nothing is divided: both factors have 32 bits.
func leastForItsWeight(
  _ servers: [ServerState], cost: (ServerState) -> Int64
) -> ServerState? {
  var least: Unmanaged<ServerState>?
  var leastCost: Int64 = 0
  var leastWeight: Int64 = 0
  servers.forEachUnretained { server in
    guard server.isUsable else { return }
    let cost = cost(server)
    let weight = Int64(server.weight)
    guard least == nil || leastCost &* weight > cost &* leastWeight else { return }
    (least, leastCost, leastWeight) = (.passUnretained(server), cost, weight)
  }
  return least?.takeUnretainedValue()
}
