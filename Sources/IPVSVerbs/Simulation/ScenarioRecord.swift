public import IPVS
public import IPVSScenario

/// What happened in a run of a scenario, as data: for summaries, for JSON, for pictures.
public struct ScenarioRecord: Hashable, Sendable {
  /// The lines, comments among them.
  public var lines: [ScenarioLine] = []
  /// What was seen at each look, in the order of time; with two directors both at each.
  public var samples: [Sample] = []
  /// What became of the packets of each director that had some.
  public var packets: [ScenarioDirector: PacketCounts] = [:]
  /// The most entries that each director's table ever had.
  public var mostEntries: [ScenarioDirector: Int] = [:]

  /// Nothing yet.
  public init() {}

  /// The slot behind the last line.
  public var slots: UInt64 { lines.last.map { $0.slot + $0.slots } ?? 0 }

  /// The bytes that an entry takes of a kernel's memory: connections and templates are objects of this
  /// size.
  public static let entrySize = 320

  /// How packets ended.
  public struct PacketCounts: Hashable, Sendable {
    /// Reached a server.
    public var forwarded = 0
    /// Came from a server and reached a client.
    public var answered = 0
    /// The sender was told that nobody is there.
    public var refused = 0
    /// Nothing came of it.
    public var dropped = 0
    /// Was left to the director's own host.
    public var passed = 0

    /// None yet.
    public init() {}

    mutating func count(_ verdict: Verdict) {
      switch verdict {
      case .forwarded: forwarded += 1
      case .answered: answered += 1
      case .refused: refused += 1
      case .dropped: dropped += 1
      case .passed: passed += 1
      }
    }
  }

  /// One look at one director.
  public struct Sample: Hashable, Sendable {
    /// When.
    public var slot: UInt64
    /// Which director.
    public var director: ScenarioDirector
    /// The entries of the connection table, those of removed servers among them.
    public var entries: Int
    /// The services, in the director's order.
    public var services: [ServiceSample]
  }

  /// A service at one moment.
  public struct ServiceSample: Hashable, Sendable {
    /// What names it.
    public var identity: ServiceIdentity
    /// Its servers, in the director's order.
    public var servers: [ServerSample]
  }

  /// A server of a service at one moment.
  public struct ServerSample: Hashable, Sendable {
    /// Its address and port.
    public var endpoint: Endpoint
    /// Its weight.
    public var weight: Int32
    /// Its entries in the table.
    public var counts: ConnectionCounts
    /// New connections that it has got since the scenario began.
    public var newConnections: UInt64
  }
}
