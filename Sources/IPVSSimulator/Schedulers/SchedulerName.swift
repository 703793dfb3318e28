internal import IPVS

/// The schedulers that Debian's kernels have, and `none`.
///
/// `twos` is not built for all of them.
public enum SchedulerName: String, Hashable, Sendable, CaseIterable {
  /// Round robin.
  case rr
  /// Weighted round robin.
  case wrr
  /// Least connections.
  case lc
  /// Weighted least connections.
  case wlc
  /// Locality-based least connections.
  case lblc
  /// Locality-based least connections with replication.
  case lblcr
  /// Destination hashing.
  case dh
  /// Source hashing.
  case sh
  /// Shortest expected delay.
  case sed
  /// Never queue.
  case nq
  /// Maglev hashing.
  case mh
  /// Weighted fail-over.
  case fo
  /// Weighted overflow.
  case ovf
  /// Weighted random twos choice.
  case twos
  /// No scheduler: no new connection finds a server.
  case none

  /// The scheduler of this name; nil where there is none.
  init?(_ name: ByteString) {
    self.init(rawValue: String(decoding: name.bytes, as: UTF8.self))
  }

  /// A scheduler of this kind, which has seen no servers yet.
  func makeScheduler(_ context: SchedulerContext) -> any Scheduler {
    switch self {
    case .rr: RoundRobin()
    case .wrr: WeightedRoundRobin()
    case .lc: LeastConnections(cost: context.cost)
    case .wlc: WeightedLeastConnections(cost: context.cost)
    case .sed: ShortestExpectedDelay()
    case .nq: NeverQueue()
    case .fo: WeightedFailOver()
    case .ovf: WeightedOverflow()
    case .sh: SourceHashing()
    case .dh: DestinationHashing()
    case .mh: MaglevHashing()
    case .lblc: LocalityBased(context)
    case .lblcr: LocalityBasedWithReplication(context)
    case .twos: WeightedRandomTwos(context)
    case .none: NoScheduler()
    }
  }

  /// What a kernel without `ip_vs_twos` has.
  static let withoutTwos = Set(allCases).subtracting([.twos])
}
