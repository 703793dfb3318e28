/// Prepares tables and lets both programs work on them.
struct BenchRunner {
  private var table: BenchTable?
  private var traffic: BenchTraffic?

  /// The work in a row, by both programs.
  mutating func measure(_ row: BenchRow) throws(AgentError) -> BenchResult {
    var result = BenchResult(row: row)
    switch row.work {
    case .listing(let command):
      try prepare(row.table)
      for program in BenchProgram.allCases {
        result[program] = try program.run(command, output: Self.output(program))
      }
      try checkListing(row)
      try measureTime(&result) { (program) throws(AgentError) in
        try program.instructions(command)
      }
    case .edit:
      try prepare(row.table)
      for program in BenchProgram.allCases {
        result[program] = try program.run(BenchTable.edit, output: Self.output(program))
        try BenchProgram.reference.run(BenchCommand("-Sn"), output: Self.state(program))
        try BenchProgram.reference.run(BenchTable.editBack, output: "/dev/null")
      }
      try BenchComparison.sorted.check(Self.state)
      try measureTime(&result) { (program) throws(AgentError) in
        try program.instructions(BenchTable.edit)
      }
      try BenchProgram.reference.run(BenchTable.editBack, output: "/dev/null")
    case .restore:
      try writeFile(BenchTable.rulesFile, row.table.rules)
      let command = BenchCommand("-R", input: BenchTable.rulesFile)
      for program in BenchProgram.allCases {
        try clear()
        result[program] = try program.run(command, output: Self.output(program))
        try BenchProgram.reference.run(BenchCommand("-Sn"), output: Self.state(program))
      }
      try BenchComparison.sorted.check(Self.state)
      try measureTime(&result) { (program) throws(AgentError) in
        try clear()
        return try program.instructions(command)
      }
      table = row.table
    }
    return result
  }

  /// The middle one of some runs of each program.
  private func measureTime(
    _ result: inout BenchResult, _ run: (BenchProgram) throws(AgentError) -> UInt64
  ) throws(AgentError) {
    // So dear that once must do: the figure of the first run stays.
    guard result.row.rounds > 0 else { return }
    for program in BenchProgram.allCases {
      var counts: [UInt64] = []
      for _ in 0..<result.row.rounds { counts.append(try run(program)) }
      result[program].instructions = counts.sorted()[counts.count / 2]
    }
  }

  private func checkListing(_ row: BenchRow) throws(AgentError) {
    switch row.table {
    case .services: try BenchComparison.exact.check(Self.output)
    case .connections(let clients):
      let lines = try BenchComparison.withoutExpiry.check(Self.output)
      // Two lines are the heading.
      guard lines == 2 * clients + 2 else {
        throw .failed("there are \(lines - 2) entries, not \(2 * clients)")
      }
    }
  }

  /// Lets the kernel hold a table, made by 1.31.
  private mutating func prepare(_ wanted: BenchTable) throws(AgentError) {
    guard table != wanted else { return }
    if case .connections(let old) = table, case .connections(let clients) = wanted, old < clients {
      // Connections outlive their service; more of them come to those that are there.
      try traffic?.open(clients: old..<clients)
      table = wanted
      return
    }
    table = nil
    try clear()
    try writeFile(BenchTable.rulesFile, wanted.rules)
    try BenchProgram.reference.run(
      BenchCommand("-R", input: BenchTable.rulesFile), output: "/dev/null")
    if case .connections(let clients) = wanted {
      // An hour for connections that are open.
      try BenchProgram.reference.run(
        BenchCommand("--set", "3600", "0", "0"), output: "/dev/null")
      if traffic == nil { traffic = try BenchTraffic() }
      try traffic?.open(clients: 0..<clients)
    }
    table = wanted
  }

  /// Empties the table.
  ///
  /// The kernel keeps servers that were deleted for two minutes or so, and looks through them for
  /// every one that is added.
  private func clear() throws(AgentError) {
    try BenchProgram.reference.run(BenchCommand("-C"), output: "/dev/null")
    VirtualClock.sleep(until: VirtualClock.now() + 300_000_000_000)
  }

  private static func output(_ program: BenchProgram) -> String { program.path + ".output" }
  private static func state(_ program: BenchProgram) -> String { program.path + ".state" }
}

/// What was measured of a row.
struct BenchResult {
  var row: BenchRow
  private var figures = [BenchFigures(), BenchFigures()]

  init(row: BenchRow) { self.row = row }

  subscript(program: BenchProgram) -> BenchFigures {
    get { figures[program == .reference ? 0 : 1] }
    set { figures[program == .reference ? 0 : 1] = newValue }
  }

  /// Our instructions divided by those of 1.31.
  var ratio: Double {
    Double(self[.candidate].instructions) / Double(self[.reference].instructions)
  }

  /// Whether it is worse than its bar, by more than what is tolerated.
  var isMissed: Bool { row.bar.map { ratio > $0 * BenchRow.tolerance } ?? false }
}

/// What was measured of a program.
struct BenchFigures {
  /// Instructions, the kernel's included.
  var instructions: UInt64 = 0
  /// The peak of resident memory in KiB.
  var peak = 0
}
