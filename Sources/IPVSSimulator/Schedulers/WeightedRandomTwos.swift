internal import IPVS

/// Two servers by chance and weight, and of them the one with the least cost for its weight (`twos`).
///
/// Both may be the same server. Of two that are alike the first choice wins.
final class WeightedRandomTwos: Scheduler {
  private let context: SchedulerContext

  init(_ context: SchedulerContext) {
    self.context = context
  }

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    let total = servers.reduce(0) { $1.isUsable ? $0 + Int($1.weight) : $0 }
    guard total > 0 else { return nil }
    let draws = (context.chance.number(0...total), context.chance.number(0...total))
    guard let first = Self.server(at: draws.0, of: servers),
      let second = Self.server(at: draws.1, of: servers)
    else { return nil }
    let isSecondBetter =
      first.cost(context.cost) &* Int64(second.weight)
      > second.cost(context.cost) &* Int64(first.weight)
    return isSecondBetter ? second : first
  }

  /// The server that a number from 0 to the sum of the weights falls to.
  ///
  /// The first has one number more than its weight: 0.
  private static func server(at number: Int, of servers: [ServerState]) -> ServerState? {
    var rest = number
    for server in servers where server.isUsable {
      rest -= Int(server.weight)
      if rest <= 0 { return server }
    }
    return nil
  }
}
