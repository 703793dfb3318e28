public import IPVS

extension Scenario {
  /// Runs the scenario and returns its transcript.
  ///
  /// - Parameter director: has an empty table, its settings' defaults, and stands at slot 0.
  public func run(
    on director: any Director & DataPlane
  ) throws(ScenarioFailure) -> [UInt8] {
    var runner = ScenarioRunner(director)
    try runner.prepare(network, line: entries.first?.number ?? 1)
    for entry in entries { try runner.run(entry) }
    return TextLines.text(of: runner.transcript)
  }
}

/// One run of a scenario.
struct ScenarioRunner {
  /// The lines so far.
  private(set) var transcript: [ByteString] = []

  private let director: CanonicalDirector
  private var traffic: Traffic
  /// The next slot that is free.
  private var slot: UInt64 = 0
  /// The last slot in which something was done.
  private var lastUsed: UInt64 = 0
  /// The line that is being run.
  private var line = 0

  /// What an estimator needs until counters are sure to be up to date: four seconds.
  private static let estimation: UInt64 = 4000 / TimeText.slotMilliseconds

  init(_ director: any Director & DataPlane) {
    self.director = CanonicalDirector(director)
    traffic = Traffic(director)
  }

  /// Lays the network.
  mutating func prepare(_ network: Network, line: Int) throws(ScenarioFailure) {
    self.line = line
    try onPlane { (traffic) throws(DataPlaneError) in try traffic.prepare(network) }
  }

  /// Runs a line and writes down what comes of it.
  mutating func run(_ entry: Entry) throws(ScenarioFailure) {
    line = entry.number
    transcript += entry.lines
    guard let event = entry.event else { return }
    switch event {
    case .wait(let slots):
      slot += slots
    case .command(let command):
      try run(command)
    case .readSetting(let name):
      try inOneSlot { (director) throws(DirectorError) in [ByteString(try director.sysctl(name))] }
    case .writeSetting(let name, let value):
      try inOneSlot { (director) throws(DirectorError) in
        try director.setSysctl(name, to: value)
        return []
      }
    case .exchange(let exchange):
      write(try send(exchange).map(\.line))
    case .clients(let range, let exchange):
      try run(range, exchange)
    case .reply(let packet):
      let start = take(1)
      let verdict = try onPlane { (traffic) throws(DataPlaneError) in
        try traffic.send(packet, in: start)
      }
      write([Observation(verdict: verdict).line])
    }
  }

  private mutating func run(_ command: CommandLine) throws(ScenarioFailure) {
    if command.showsCounters { slot = max(slot, lastUsed + Self.estimation) }
    try advance(to: take(1))
    let outcome = CommandShell.run(command, on: director)
    if let failure = director.failure {
      throw ScenarioFailure(line: line, cause: .director(failure))
    }
    write(ResultText.lines(of: outcome))
  }

  private mutating func inOneSlot(
    _ body: (CanonicalDirector) throws(DirectorError) -> [ByteString]
  ) throws(ScenarioFailure) {
    try advance(to: take(1))
    do throws(DirectorError) {
      write(try body(director))
    } catch {
      guard director.failure == nil else {
        throw ScenarioFailure(line: line, cause: .director(error))
      }
      write([ResultText.refusal(error)])
    }
  }

  private mutating func run(
    _ range: ClientRange, _ exchange: Exchange
  ) throws(ScenarioFailure) {
    var counts: [Observation: Int] = [:]
    for client in range.clients {
      var exchange = exchange
      exchange.client = client
      for observation in try send(exchange) { counts[observation, default: 0] += 1 }
    }
    let sorted = counts.sorted { $0.key < $1.key }
    write(sorted.map { "\($0.value) \($0.key.line)" })
  }

  private mutating func send(_ exchange: Exchange) throws(ScenarioFailure) -> [Observation] {
    let start = take(exchange.slots)
    return try onPlane { (traffic) throws(DataPlaneError) in
      try traffic.run(exchange, from: start)
    }
  }

  /// Takes slots for an event and returns the first of them.
  private mutating func take(_ slots: UInt64) -> UInt64 {
    let start = slot
    slot += slots
    lastUsed = slot - 1
    return start
  }

  private mutating func advance(to slot: UInt64) throws(ScenarioFailure) {
    try onPlane { (traffic) throws(DataPlaneError) in try traffic.advance(to: slot) }
  }

  private mutating func onPlane<Answer>(
    _ body: (inout Traffic) throws(DataPlaneError) -> Answer
  ) throws(ScenarioFailure) -> Answer {
    do throws(DataPlaneError) {
      return try body(&traffic)
    } catch {
      throw ScenarioFailure(line: line, cause: .dataPlane(error))
    }
  }

  private mutating func write(_ results: [ByteString]) {
    transcript += results.map(ResultText.line)
  }
}
