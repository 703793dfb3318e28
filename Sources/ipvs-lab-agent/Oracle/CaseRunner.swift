internal import IPVS

/// Runs cases with two programs.
struct CaseRunner {
  /// The program that is right.
  private(set) var reference: Contestant
  /// The program that is to do the same.
  private(set) var candidate: Contestant
  /// What the third contestant, our command line on the simulation, went through; nil without it.
  private(set) var tally: SimulationTally?
  /// The steps of the present case that the reference went through.
  private var trace: [TracedStep] = []

  init(reference: Contestant, candidate: Contestant, withSimulation: Bool) {
    self.reference = reference
    self.candidate = candidate
    tally = withSimulation ? SimulationTally() : nil
  }

  /// Runs a case; nil where all agree.
  mutating func run(_ unit: OracleCase) throws(AgentError) -> Mismatch? {
    trace = []
    if let mismatch = try runPrograms(unit) { return mismatch }
    guard var tally else { return nil }
    defer { self.tally = tally }
    return try SimulatedContestant.mismatch(unit, trace, &tally)
  }

  /// Runs the two programs in a namespace of their own; nil where they agree.
  private mutating func runPrograms(_ unit: OracleCase) throws(AgentError) -> Mismatch? {
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
    for step in unit.steps {
      switch step {
      case .run(let invocation):
        let outcome = try runReference(invocation)
        trace.append(.run(Record(invocation, outcome, try table.snapshot())))
      case .sysctl, .send, .wait: try pass(step, &table)
      }
    }
    try table.putBack()
    // Whoever differs may leave anything behind, and the namespace ends here anyway.
    for (step, traced) in zip(unit.steps, trace) {
      switch traced {
      case .run(let record):
        let outcome = try candidate.run(record.invocation)
        let mismatch = record.mismatch(candidate: outcome, snapshot: try table.snapshot())
        if let mismatch { return mismatch }
      case .sysctl, .send, .wait: try Self.carryOut(step, &table)
      }
    }
    return nil
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
    for step in unit.steps {
      switch step {
      case .run(let invocation):
        if invocation.isForBoth {
          if let mismatch = try runBoth(invocation) { return mismatch }
          continue
        }
        let outcome = try reference.run(invocation)
        guard outcome.ending == .exited(0), outcome.error.isEmpty else {
          let text = String(decoding: outcome.error, as: UTF8.self)
          return Mismatch(invocation, [.unusable("the table cannot be prepared: \(text)")])
        }
        // The table may change by itself, so nobody compares it.
        trace.append(.run(Record(invocation, outcome, nil)))
      case .sysctl, .send, .wait: try pass(step, &table)
      }
    }
    return nil
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
      trace.append(.run(Record(invocation, first, nil)))
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
      trace.append(.run(Record(invocation, expected, nil)))
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

  // MARK: Steps that are no commands

  /// Carries out a step of the reference.
  private mutating func pass(_ step: Step, _ table: inout Table) throws(AgentError) {
    try Self.carryOut(step, &table)
    switch step {
    case .run: break
    case .sysctl(let name, let value): trace.append(.sysctl(name, value))
    case .send: trace.append(.send)
    case .wait: trace.append(.wait)
    }
  }

  private static func carryOut(_ step: Step, _ table: inout Table) throws(AgentError) {
    switch step {
    // Who runs it is for the caller to say.
    case .run: break
    case .sysctl(let name, let value): try table.set(name, to: value)
    case .send(let packet): try packet.send()
    case .wait(let milliseconds): sleepMilliseconds(milliseconds)
    }
  }
}
