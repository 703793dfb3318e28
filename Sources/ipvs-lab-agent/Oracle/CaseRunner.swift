internal import IPVS

/// Runs cases with two programs.
struct CaseRunner {
  /// The program that is right.
  private(set) var reference: Contestant
  /// The program that is to do the same.
  private(set) var candidate: Contestant

  init(reference: Contestant, candidate: Contestant) {
    self.reference = reference
    self.candidate = candidate
  }

  /// Runs a case in a namespace of its own; nil where the two programs agree.
  mutating func run(_ unit: OracleCase) throws(AgentError) -> Mismatch? {
    try Namespace.enterFresh()
    switch unit.modules {
    case .loaded:
      var table = try Table()
      return try unit.isShared ? runShared(unit, &table) : runTwice(unit, &table)
    case .unloaded: return try runWithoutModules(unit, hidesFiles: false)
    case .missing: return try runWithoutModules(unit, hidesFiles: true)
    }
  }

  // MARK: Each program on a table of its own

  private mutating func runTwice(
    _ unit: OracleCase, _ table: inout Table
  ) throws(AgentError) -> Mismatch? {
    var expected: [Record] = []
    try Self.walk(unit, &table) { (invocation, table) throws(AgentError) in
      let outcome = try runReference(invocation)
      expected.append(Record(invocation, outcome, try table.snapshot()))
      return nil
    }
    try table.putBack()
    var rest = expected[...]
    let mismatch = try Self.walk(unit, &table) { (invocation, table) throws(AgentError) in
      let outcome = try candidate.run(invocation)
      guard let record = rest.popFirst() else { return nil }
      return record.mismatch(candidate: outcome, snapshot: try table.snapshot())
    }
    // Whoever differed may have left anything behind, and the namespace ends here anyway.
    return mismatch
  }

  /// What the reference did with a command.
  private struct Record {
    let invocation: Invocation
    let outcome: Child.Outcome
    let snapshot: Snapshot

    init(_ invocation: Invocation, _ outcome: Child.Outcome, _ snapshot: Snapshot) {
      self.invocation = invocation
      self.outcome = outcome
      self.snapshot = snapshot
    }

    func mismatch(candidate: Child.Outcome, snapshot other: Snapshot) -> Mismatch? {
      var kinds = invocation.differences(reference: outcome, candidate: candidate)
      if snapshot != other { kinds.append(.table(reference: snapshot, candidate: other)) }
      return kinds.isEmpty ? nil : Mismatch(invocation, kinds)
    }
  }

  /// Runs the reference, or what stands in its stead.
  private mutating func runReference(_ invocation: Invocation) throws(AgentError) -> Child.Outcome {
    switch invocation.difference?.instead {
    case nil: return try reference.run(invocation)
    case .nothing: return Child.Outcome()
    case .run(let run):
      var other = invocation
      if other.argumentZero == Array(other.program.rawValue.utf8) {
        other.argumentZero = Array(run.program.rawValue.utf8)
      }
      other.program = run.program
      other.arguments = run.arguments
      other.input = run.input
      return try reference.run(other)
    }
  }

  // MARK: Both programs on one table

  private mutating func runShared(
    _ unit: OracleCase, _ table: inout Table
  ) throws(AgentError) -> Mismatch? {
    try Self.walk(unit, &table) { (invocation, _) throws(AgentError) in
      if invocation.isForBoth { return try runBoth(invocation) }
      let outcome = try reference.run(invocation)
      guard outcome.ending == .exited(0), outcome.error.isEmpty else {
        let text = String(decoding: outcome.error, as: UTF8.self)
        return Mismatch(invocation, [.unusable("the table cannot be prepared: \(text)")])
      }
      return nil
    }
  }

  /// Compares a listing of a table that may change by itself.
  ///
  /// The candidate runs between two runs of the reference, as often as it takes until those two
  /// agree: then nothing has moved in between.
  private mutating func runBoth(_ invocation: Invocation) throws(AgentError) -> Mismatch? {
    for _ in 1...30 {
      let first = try runReference(invocation)
      let outcome = try candidate.run(invocation)
      let second = try runReference(invocation)
      guard first == second else { continue }
      let kinds = invocation.differences(reference: first, candidate: outcome)
      return kinds.isEmpty ? nil : Mismatch(invocation, kinds)
    }
    return Mismatch(invocation, [.unusable("the reference never printed the same twice")])
  }

  // MARK: Without modules

  private mutating func runWithoutModules(
    _ unit: OracleCase, hidesFiles: Bool
  ) throws(AgentError) -> Mismatch? {
    let modules = try KernelModules(unloadedHidingFiles: hidesFiles)
    let result: Result<Mismatch?, AgentError>
    do throws(AgentError) {
      result = .success(try runWithout(modules, unit))
    } catch {
      result = .failure(error)
    }
    try modules.reload()
    return try result.get()
  }

  private mutating func runWithout(
    _ modules: KernelModules, _ unit: OracleCase
  ) throws(AgentError) -> Mismatch? {
    for step in unit.steps {
      guard case .run(let invocation) = step else {
        throw .failed("\(unit.place): without modules only commands can be run")
      }
      let expected = try runReference(invocation)
      let wasLoaded = try KernelModules.areLoaded()
      try modules.unload()
      let outcome = try candidate.run(invocation)
      let isLoaded = try KernelModules.areLoaded()
      try modules.unload()
      var kinds = invocation.differences(reference: expected, candidate: outcome)
      if wasLoaded != isLoaded {
        kinds.append(.unusable("IPVS is loaded after one program and not after the other"))
      }
      if !kinds.isEmpty { return Mismatch(invocation, kinds) }
    }
    return nil
  }

  // MARK: Steps

  /// Goes through the steps of a case until a command gives a mismatch.
  @discardableResult
  private static func walk(
    _ unit: OracleCase, _ table: inout Table,
    _ run: (Invocation, Table) throws(AgentError) -> Mismatch?
  ) throws(AgentError) -> Mismatch? {
    for step in unit.steps {
      switch step {
      case .run(let invocation):
        if let mismatch = try run(invocation, table) { return mismatch }
      case .sysctl(let name, let value): try table.set(name, to: value)
      case .send(let packet): try packet.send()
      case .wait(let milliseconds): sleepMilliseconds(milliseconds)
      }
    }
    return nil
  }
}
