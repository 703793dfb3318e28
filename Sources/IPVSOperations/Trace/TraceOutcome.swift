public import IPVS

/// What becomes of a packet.
public enum TraceOutcome: Hashable, Sendable {
  /// It reaches a server: the port is the one that the server sees, 0 where it is the one that the
  /// client connects to and that is not known. The method is nil where nobody knows it.
  case server(Endpoint, ForwardingMethod?)
  /// The client is told that nobody is there.
  case refused
  /// It is left to the director's own host, as if there were no balancing.
  case passed
  /// Nothing comes of it.
  case dropped
  /// It goes past the balancer to its own destination (`cache_bypass`).
  case bypassed

  /// Whether it reaches a server.
  public var isServer: Bool {
    switch self {
    case .server: true
    case .refused, .passed, .dropped, .bypassed: false
    }
  }
}

/// Outcomes in the order in which they were found, each once.
struct OutcomeSet {
  private(set) var outcomes: [TraceOutcome] = []

  mutating func add(_ outcome: TraceOutcome) {
    if !outcomes.contains(outcome) { outcomes.append(outcome) }
  }

  mutating func add(_ others: [TraceOutcome]) {
    for outcome in others { add(outcome) }
  }
}
