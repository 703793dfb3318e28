public import IPVS

extension Scenario {
  /// Runs the scenario and returns its transcript.
  ///
  /// - Parameters:
  ///   - director: has an empty table, its settings' defaults, and stands at slot 0.
  ///   - second: the same, for the lines that begin with `@b`; nothing is done to it where there are
  ///     none.
  ///   - operatorProgram: understands the lines that run `ipvs`; nil where that cannot be run.
  ///   - observer: sees what happens.
  public func run(
    on director: any Director & DataPlane, and second: (any Director & DataPlane)? = nil,
    operatorProgram: OperatorCommand.Preparation? = nil, observer: (any ScenarioObserver)? = nil
  ) throws(ScenarioFailure) -> [UInt8] {
    var runner = ScenarioRunner(director, hasSecondDirector ? second : nil)
    if let observer {
      runner.watch = ScenarioWatch(observer, director, hasSecondDirector ? second : nil)
    }
    if let operatorProgram { runner.prepare(entries, by: operatorProgram) }
    try runner.prepare(network, line: entries.first?.number ?? 1)
    try runner.look(until: 0)
    for entry in entries { try runner.run(entry) }
    return TextLines.text(of: try runner.finishedTranscript())
  }
}

/// One run of a scenario.
struct ScenarioRunner {
  /// The lines so far.
  private var transcript: [ByteString] = []
  /// What was read for commands whose text is made at the end.
  private var postponed: [Postponed] = []

  /// Who sees what happens.
  var watch: ScenarioWatch? {
    didSet { traffic.observer = watch?.observer }
  }

  /// The lines that run `ipvs`, by their numbers.
  private var operatorCommands: [Int: OperatorCommand] = [:]

  private let first: Subject
  private let second: Subject?
  /// The director of the line that is being run.
  private var subject: Subject
  /// What a command asks before all else; it does not change in a run.
  private var information = RehearsalDirector.information
  private var traffic: Traffic
  /// The next slot that is free.
  private(set) var slot: UInt64 = 0
  /// The last slot in which something was done.
  private var lastUsed: UInt64 = 0
  /// The line that is being run.
  private var line = 0

  /// What an estimator needs until counters are sure to be up to date: four seconds.
  private static let estimation: UInt64 = 4000 / TimeText.slotMilliseconds

  init(_ director: any Director & DataPlane, _ second: (any Director & DataPlane)? = nil) {
    first = Subject(.first, director)
    self.second = second.map { Subject(.second, $0) }
    subject = first
    traffic = Traffic(director, second)
  }

  /// One of the directors.
  private struct Subject {
    var name: DirectorName
    var director: CanonicalDirector
    /// The same, where it takes time to look at.
    var snapshots: (any SnapshotDirector)?

    init(_ name: DirectorName, _ director: any Director & DataPlane) {
      self.name = name
      self.director = CanonicalDirector(director)
      snapshots = director as? any SnapshotDirector
    }
  }

  /// A command whose text is still to be made.
  private struct Postponed {
    /// How many lines stand before its results.
    var place: Int
    var line: Int
    var command: CommandLine
    var record: RecordedDirector.Record
  }

  /// The lines, with the results of all commands.
  func finishedTranscript() throws(ScenarioFailure) -> [ByteString] {
    var finished: [ByteString] = []
    var copied = 0
    for entry in postponed {
      finished += transcript[copied..<entry.place]
      copied = entry.place
      let director = CanonicalDirector(
        RecordedDirector(entry.record, of: information))
      let outcome = CommandShell.run(entry.command, on: director)
      if let failure = director.failure {
        throw ScenarioFailure(line: entry.line, cause: .director(failure))
      }
      finished += ResultText.lines(of: outcome).map(ResultText.line)
    }
    return finished + transcript[copied...]
  }

  /// Understands the lines that run `ipvs`.
  mutating func prepare(_ entries: [Entry], by program: OperatorCommand.Preparation) {
    for entry in entries {
      guard case .operatorCommand(let line) = entry.event else { continue }
      operatorCommands[entry.number] = program(line.words, line.input)
    }
  }

  /// Lays the network.
  mutating func prepare(_ network: Network, line: Int) throws(ScenarioFailure) {
    self.line = line
    try onPlane { (traffic) throws(DataPlaneError) in try traffic.prepare(network) }
    guard first.snapshots != nil else { return }
    do throws(DirectorError) {
      information = try first.director.information()
    } catch {
      throw ScenarioFailure(line: line, cause: .director(error))
    }
  }

  /// Runs a line and writes down what comes of it.
  mutating func run(_ entry: Entry) throws(ScenarioFailure) {
    line = entry.number
    transcript += entry.lines
    let place = transcript.count
    var start = slot
    if let event = entry.event { start = try begin(event, of: entry.director) }
    try look(until: slot)
    watch?.ran(entry, in: start..<slot, results: transcript[place...])
  }

  /// Lets an event happen in the next free slots.
  ///
  /// - Returns: the first slot of them.
  private mutating func begin(
    _ event: Event, of director: DirectorName
  ) throws(ScenarioFailure) -> UInt64 {
    subject = try self.director(director)
    if case .wait(let slots) = event {
      slot += slots
      return slot - slots
    }
    if case .command(let command) = event, command.showsCounters {
      slot = max(slot, lastUsed + Self.estimation)
    }
    let start = slot
    slot += event.slots
    lastUsed = slot - 1
    try look(until: start)
    try run(event, from: start)
    return start
  }

  /// Lets an observer look at the directors, in steps up to a slot in which nothing is done yet.
  mutating func look(until end: UInt64) throws(ScenarioFailure) {
    guard let watch else { return }
    for slot in watch.slots(until: end) { try look(in: slot) }
  }

  private mutating func look(in slot: UInt64) throws(ScenarioFailure) {
    try advance(to: slot)
    do throws(DirectorError) {
      try watch?.look(in: slot)
    } catch {
      throw ScenarioFailure(line: line, cause: .director(error))
    }
  }

  private func director(_ name: DirectorName) throws(ScenarioFailure) -> Subject {
    switch name {
    case .first: return first
    case .second:
      guard let second else { throw ScenarioFailure(line: line, cause: .noSecondDirector) }
      return second
    }
  }

  private mutating func run(_ event: Event, from start: UInt64) throws(ScenarioFailure) {
    switch event {
    case .wait: break
    case .command(let command):
      try run(command, in: start)
    case .operatorCommand:
      guard let command = operatorCommands[line] else {
        throw ScenarioFailure(line: line, cause: .noOperatorProgram)
      }
      try advance(to: start)
      write(ResultText.lines(of: command.run(subject.director)))
      if let failure = subject.director.failure {
        throw ScenarioFailure(line: line, cause: .director(failure))
      }
    case .readSetting(let name):
      try ask(in: start) { (director) throws(DirectorError) in
        [ByteString(try director.sysctl(name))]
      }
    case .writeSetting(let name, let value):
      try ask(in: start) { (director) throws(DirectorError) in
        try director.setSysctl(name, to: value)
        return []
      }
    case .exchange(let exchange):
      write(try send(exchange, from: start).map(\.line))
    case .clients(let range, let exchange):
      try run(range, exchange, from: start)
    case .reply(let packet, let data):
      let name = subject.name
      let verdict = try onPlane { (traffic) throws(DataPlaneError) in
        try traffic.send(packet, carrying: data, to: name, in: start)
      }
      write([Observation(verdict: verdict).line])
    case .icmp(let error):
      let name = subject.name
      let verdict = try onPlane { (traffic) throws(DataPlaneError) in
        try traffic.send(error, to: name, in: start)
      }
      write([Observation(verdict: verdict).line])
    }
  }

  private mutating func run(
    _ command: CommandLine, in slot: UInt64
  ) throws(ScenarioFailure) {
    if let record = try record(for: command, in: slot) {
      postponed.append(
        Postponed(place: transcript.count, line: line, command: command, record: record))
      return
    }
    let outcome = CommandShell.run(command, on: subject.director)
    if let failure = subject.director.failure {
      throw ScenarioFailure(line: line, cause: .director(failure))
    }
    write(ResultText.lines(of: outcome))
  }

  /// Lets the slot of a command come; what the command will ask is read where its text can wait.
  private mutating func record(
    for command: CommandLine, in slot: UInt64
  ) throws(ScenarioFailure) -> RecordedDirector.Record? {
    if let snapshots = subject.snapshots, case .connections = command.interest {
      do throws(ScenarioFailure.Cause) {
        return .connections(try snapshots.takeConnections(in: slot))
      } catch {
        throw ScenarioFailure(line: line, cause: error)
      }
    }
    try advance(to: slot)
    guard subject.snapshots != nil, case .services = command.interest else { return nil }
    let director = subject.director
    return .services(Result { () throws(DirectorError) in try director.services() })
  }

  private mutating func ask(
    in slot: UInt64, _ body: (CanonicalDirector) throws(DirectorError) -> [ByteString]
  ) throws(ScenarioFailure) {
    try advance(to: slot)
    let director = subject.director
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
    _ range: ClientRange, _ exchange: Exchange, from start: UInt64
  ) throws(ScenarioFailure) {
    var counts: [Observation: Int] = [:]
    var slot = start
    for client in range.clients {
      if watch?.isTime(in: slot, of: self.slot - start) ?? false { try look(in: slot) }
      var exchange = exchange
      exchange.client = client
      for observation in try send(exchange, from: slot) { counts[observation, default: 0] += 1 }
      slot += exchange.slots
    }
    let sorted = counts.sorted { $0.key < $1.key }
    write(sorted.map { "\($0.value) \($0.key.line)" })
  }

  private mutating func send(
    _ exchange: Exchange, from start: UInt64
  ) throws(ScenarioFailure) -> [Observation] {
    let name = subject.name
    return try onPlane { (traffic) throws(DataPlaneError) in
      try traffic.run(exchange, past: name, from: start)
    }
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
