internal import IPVS

/// One server after the other (`rr`).
///
/// The state is a place in the list. New servers come at the head and are reached at the next
/// turn; edits change nothing.
final class RoundRobin: Scheduler {
  /// The place of the server that was served last; -1 is the head of the list, before the first.
  @exclusivity(unchecked) private var last = -1

  func begin(with servers: [ServerState]) { last = -1 }

  func serverWasAdded(to servers: [ServerState]) {
    if last >= 0 { last += 1 }
  }

  func serverWasRemoved(at place: Int, from servers: [ServerState]) {
    // The place of a removed server goes to the one before it.
    if place <= last { last -= 1 }
  }

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    let count = servers.count
    guard count > 0 else { return nil }
    for step in 1...count {
      let place = last + step < count ? last + step : last + step - count
      guard servers[place].isUsable else { continue }
      last = place
      return servers[place]
    }
    return nil
  }
}
