internal import IPVS
internal import IPVSOperations

/// How traces did when they were compared with what became of the packets.
public struct TraceTally: Hashable, Sendable {
  /// Traces by what they were about.
  public private(set) var counts: [Subject: Count] = [:]
  /// Traces of the same packets that were asked for without the client's port, or by a mark alone.
  public private(set) var vague = Count()
  /// How often each outcome was the right one, by what it was.
  public private(set) var verdicts: [String: Int] = [:]

  /// What a trace is about.
  public enum Subject: String, Hashable, Sendable, CaseIterable {
    /// A connection that is in the table.
    case connection = "connections in the table"
    /// A persistent service with a template for the client.
    case template = "templates"
    /// A persistent service without one, whatever its scheduler is.
    case persistence = "persistent services without a template"
    /// A service whose scheduler is a hash.
    case hash = "hashing schedulers"
    /// A service whose scheduler goes by the servers' present connections or weights.
    case counts = "schedulers that go by connections and weights"
    /// A service whose scheduler remembers something.
    case memory = "schedulers with a memory"
    /// What no service takes, or nobody schedules.
    case noService = "no service"
  }

  /// So many traces.
  public struct Count: Hashable, Sendable {
    /// All.
    public var all = 0
    /// Those that were certain.
    public var certain = 0
  }

  /// An empty tally.
  public init() {}

  /// All traces.
  public var total: Count {
    counts.values.reduce(into: Count()) {
      $0.all += $1.all
      $0.certain += $1.certain
    }
  }

  mutating func add(_ trace: Trace, verdict: String) {
    counts[Subject(trace), default: Count()].all += 1
    if trace.isCertain { counts[Subject(trace), default: Count()].certain += 1 }
    verdicts[verdict, default: 0] += 1
  }

  mutating func add(vague trace: Trace) {
    vague.all += 1
    if trace.isCertain { vague.certain += 1 }
  }

  /// Adds what another one counted.
  public mutating func add(_ other: TraceTally) {
    for (subject, count) in other.counts {
      counts[subject, default: Count()].all += count.all
      counts[subject, default: Count()].certain += count.certain
    }
    vague.all += other.vague.all
    vague.certain += other.vague.certain
    verdicts.merge(other.verdicts, uniquingKeysWith: +)
  }

  /// The figures, a line each.
  public var lines: [String] {
    Subject.allCases.compactMap { subject in
      counts[subject].map { "\($0.all) traces of \(subject.rawValue), \($0.certain) certain" }
    } + verdicts.sorted { $0.key < $1.key }.map { "\($0.value) times \($0.key)" }
      + [
        "\(vague.all) traces without the port or by the mark alone, \(vague.certain) certain",
        "\(total.all) traces of packets in all, \(total.certain) certain",
      ]
  }
}

extension TraceTally.Subject {
  fileprivate init(_ trace: Trace) {
    if !trace.connections.isEmpty {
      self = .connection
    } else if let template = trace.template {
      self = template.found.isEmpty ? .persistence : .template
    } else if let match = trace.match, trace.choice != nil {
      switch String(decoding: match.service.details.scheduler.bytes, as: UTF8.self) {
      case "sh", "dh", "mh": self = .hash
      case "rr", "wrr", "lblc", "lblcr", "twos": self = .memory
      default: self = .counts
      }
    } else {
      self = .noService
    }
  }
}
