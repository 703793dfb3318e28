internal import IPVS

/// Round robin in which a server's turns are as many as its weight says (`wrr`).
///
/// The list is walked again and again at a sinking weight; who has at least that weight is served.
/// Every change to a server starts the walk at the head again.
final class WeightedRoundRobin: Scheduler {
  /// The place of the server that was served last; -1 is the head of the list.
  @exclusivity(unchecked) private var last = -1
  /// The weight of the present walk (`cw`).
  @exclusivity(unchecked) private var currentWeight: Int64 = 0
  /// The weight of the first walk (`mw`).
  @exclusivity(unchecked) private var highestWeight: Int64 = 0
  /// By how much the weight sinks (`di`).
  @exclusivity(unchecked) private var step: Int64 = 1

  func begin(with servers: [ServerState]) {
    measure(servers)
    currentWeight = highestWeight
  }

  func serverWasAdded(to servers: [ServerState]) { change(servers) }

  func serverWasRemoved(at place: Int, from servers: [ServerState]) { change(servers) }

  func serverWasEdited(in servers: [ServerState]) { change(servers) }

  private func measure(_ servers: [ServerState]) {
    last = -1
    var divisor: Int64 = 0
    var highest: Int64 = 0
    for server in servers where server.weight > 0 {
      divisor = Self.greatestCommonDivisor(divisor, Int64(server.weight))
      highest = max(highest, Int64(server.weight))
    }
    step = max(divisor, 1)
    highestWeight = highest - (step - 1)
  }

  private func change(_ servers: [ServerState]) {
    measure(servers)
    if currentWeight > highestWeight || currentWeight == 0 {
      currentWeight = highestWeight
    } else if step > 1 {
      currentWeight = currentWeight / step * step + 1
    }
  }

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    guard highestWeight > 0 else { return nil }
    let start = last
    var hasRestarted = false
    var isLastWalk = false
    // Where the walk gives up, once every server was asked at the lowest weight.
    var end: Int?
    while true {
      while last + 1 < servers.count {
        last += 1
        let server = servers[last]
        if !server.isOverloaded, Int64(server.weight) >= currentWeight { return server }
        if last == end { return nil }
      }
      last = -1
      currentWeight -= step
      if currentWeight <= 0 {
        currentWeight = highestWeight
        if isLastWalk || start == -1 { return nil }
        hasRestarted = true
      }
      isLastWalk = currentWeight <= step
      if isLastWalk, hasRestarted, start != -1 { end = start }
    }
  }

  private static func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
  }
}
