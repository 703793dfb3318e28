/// `oracle`: compares two programs over the cases of some files, or over generated ones.
struct OracleVerb {
  private var arguments: ArgumentReader
  private let isCheck: Bool
  private let withSimulation: Bool
  private let shown: Int
  private let filter: String
  private let seed: Int?
  private let count: Int
  /// Which share of the cases is run: every so many, from which on.
  private let share: (first: Int, step: Int)
  private let files: [String]

  init(_ words: [String]) throws(AgentError) {
    arguments = try ArgumentReader(
      words, flags: ["--check", "--without-simulation"],
      options: ["--reference", "--candidate", "--show", "--only", "--seed", "--count", "--part"])
    isCheck = arguments.has("--check")
    withSimulation = !arguments.has("--without-simulation")
    shown = try arguments.number("--show") ?? 5
    filter = arguments.value("--only") ?? ""
    seed = try arguments.number("--seed")
    count = try arguments.number("--count") ?? 300
    share = try Self.share(arguments.value("--part") ?? "1/1")
    files = arguments.words
    guard files.isEmpty != (seed == nil) else {
      throw .usage("name the files of cases, or a --seed of generated ones")
    }
  }

  func run() throws(AgentError) -> Int32 {
    let all: [OracleCase]
    do throws(AgentError) {
      all = try cases()
    } catch {
      standardError("ipvs-lab-agent: \(error.message)\n")
      return 2
    }
    if isCheck {
      try standardOutput("\(all.count) cases\n")
      return 0
    }
    try Guest.prepare(program: try arguments.required("--reference"))
    let runner = CaseRunner(
      reference: try contestant("reference"), candidate: try contestant("candidate"),
      withSimulation: withSimulation)
    let wanted = all.filter { $0.name.contains(filter) }
    guard !wanted.isEmpty else { throw .failed("there is no such case") }
    let mine = stride(from: share.first, to: wanted.count, by: share.step).map { wanted[$0] }
    return try compare(mine, runner)
  }

  private func contestant(_ name: String) throws(AgentError) -> Contestant {
    let program = try arguments.required("--" + name)
    return try Contestant(name: name, path: try Guest.open(program, as: name))
  }

  private static func share(_ text: String) throws(AgentError) -> (first: Int, step: Int) {
    let numbers = text.split(separator: "/").map { Int($0) ?? 0 }
    guard numbers.count == 2, numbers[0] >= 1, numbers[0] <= numbers[1] else {
      throw .usage("--part wants K/N, K from 1 to N")
    }
    return (numbers[0] - 1, numbers[1])
  }

  private func cases() throws(AgentError) -> [OracleCase] {
    guard let seed else { return try CorpusReader.read(files) }
    let generated = UInt64(truncatingIfNeeded: seed)
    return (0..<count).map { SequenceGenerator.unit(seed: generated, number: $0) }
  }

  private func compare(_ cases: [OracleCase], _ runner: CaseRunner) throws(AgentError) -> Int32 {
    var runner = runner
    var failed = 0
    let start = clockMilliseconds()
    for unit in cases {
      guard let mismatch = Self.mismatch(unit, &runner) else { continue }
      failed += 1
      guard failed <= shown else { continue }
      try standardOutput(
        seed == nil
          ? "\(Report(unit: unit, mismatch: mismatch))" : Self.shrunkReport(unit, runner))
    }
    if failed > shown { try standardOutput("… and \(failed - shown) more\n\n") }
    let time = clockMilliseconds() - start
    let figures = [runner.reference, runner.candidate].map { program in
      "\(program.runs) runs of the \(program.name) at \(program.average) ms"
    }
    try standardOutput(
      "\(cases.count) cases in \(time) ms, \(time / max(1, cases.count)) ms a case: "
        + figures.joined(separator: ", ")
        + "\n\(runner.tally?.text ?? "")\(cases.count - failed) passed, \(failed) failed\n")
    return failed == 0 ? 0 : 1
  }

  private static func mismatch(_ unit: OracleCase, _ runner: inout CaseRunner) -> Mismatch? {
    do throws(AgentError) {
      return try runner.run(unit)
    } catch {
      return Mismatch(nil, [.unusable(error.message)])
    }
  }

  /// The shortest case that still differs, as it can be kept in a file, and how it differs.
  private static func shrunkReport(_ unit: OracleCase, _ runner: CaseRunner) -> String {
    // What is tried here does not count.
    var runner = runner
    let shortest = Shrinker.shrunk(unit) { mismatch($0, &runner) != nil }
    let report = mismatch(shortest, &runner).map { "\(Report(unit: shortest, mismatch: $0))" }
    return CorpusWriter.text(shortest) + "\n" + (report ?? "It differed only once.\n\n")
  }
}
