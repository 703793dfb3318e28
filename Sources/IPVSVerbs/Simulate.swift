internal import ArgumentParser
internal import IPVS
internal import IPVSScenario
internal import IPVSSimulator

/// `ipvs simulate`: runs scenarios on a simulated director.
struct Simulate: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Runs scenarios on a simulated director and prints what happens.",
    discussion: """
      A scenario says what is done to a director and which packets come, and when. The transcript \
      repeats its lines and tells below each what came of it; it is a scenario itself. In a page \
      of Markdown the blocks marked "scenario" are run, each on a director of its own.

      Exit status: 0; 1 where --check found a difference; 2 for a mistake in a scenario or in the \
      words of the command; 3 where a file could not be read or a run failed.
      """)

  @Argument(help: "A scenario, a transcript or a page of Markdown; - is standard input.")
  var files: [String]

  @Flag(help: "Print only where a new run differs from the results in the file.")
  var check = false

  @Flag(
    help: """
      Print instead of transcripts what each scenario comes to: entries by server over time, new \
      connections, packets, memory.
      """)
  var summary = false

  @Option(help: "The kernel to imitate, by its level.")
  var kernelProfile = KernelLevel.v6_1

  @Option(
    name: .customLong("hz"), help: "The kernel's ticks a second: 100, 250 or 1000; default 250.")
  var ticksPerSecond: Int?

  @Flag(help: "Let timers go off when they are due; the kernel's go off late.")
  var idealTimers = false

  @Option(help: "What determines the picks of the scheduler twos.")
  var seed = SimulatedDirector.defaultSeed

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard [check, summary, output.json].count(where: { $0 }) <= 1 else {
      throw ValidationError("--check, --summary and --json exclude each other.")
    }
    guard [nil, 100, 250, 1000].contains(ticksPerSecond) else {
      throw ValidationError("--hz is 100, 250 or 1000.")
    }
  }

  var wantsJSON: Bool { output.json }

  func run(in surroundings: VerbSurroundings) throws(VerbFailure) -> ExitStatus {
    guard !output.json else {
      var files: [SimulateDocument.File] = []
      for file in self.files {
        let records = try records(of: file, in: surroundings)
        files.append(
          SimulateDocument.File(name: file, scenarios: records.map(SimulateDocument.Run.init)))
      }
      try surroundings.print(SimulateDocument(files: files).json)
      return .success
    }
    var worst = ExitStatus.success
    for file in files {
      var status: ExitStatus
      do throws(VerbFailure) {
        status = try simulate(file, in: surroundings)
      } catch {
        // The next file may do.
        surroundings.complain(error.message)
        status = error.status
      }
      if status.rawValue > worst.rawValue { worst = status }
    }
    return worst
  }

  private func records(
    of file: String, in surroundings: VerbSurroundings
  ) throws(VerbFailure) -> [ScenarioRecord] {
    var records: [ScenarioRecord] = []
    _ = try run(file, in: surroundings) { records.append($0) }
    return records
  }

  private func simulate(
    _ file: String, in surroundings: VerbSurroundings
  ) throws(VerbFailure) -> ExitStatus {
    if summary {
      var lines: [String] = []
      for record in try records(of: file, in: surroundings) {
        let length = SummaryText.time(record.slots)
        if !lines.isEmpty { lines.append("") }
        lines.append("\(Self.name(file)):\(record.lines.first?.number ?? 1), \(length)")
        lines += SummaryText(record).lines(output.painter(surroundings))
      }
      try surroundings.print(lines)
      return .success
    }
    let (text, transcript) = try run(file, in: surroundings)
    guard check else {
      try surroundings.print(transcript)
      return .success
    }
    guard
      let report = LineDifference.report(
        expected: text, actual: transcript, name: Self.name(file))
    else { return .success }
    try surroundings.print(report)
    return .no
  }

  private static func name(_ file: String) -> String {
    file == "-" ? "standard input" : file
  }

  /// Runs the scenarios of a file.
  ///
  /// - Parameter take: gets a record of each; nil makes none.
  private func run(
    _ file: String, in surroundings: VerbSurroundings, take: ((ScenarioRecord) -> Void)? = nil
  ) throws(VerbFailure) -> (text: [UInt8], transcript: [UInt8]) {
    let name = Self.name(file)
    let text: [UInt8]
    do throws(Errno) {
      text = try surroundings.readFile(file)
    } catch {
      throw VerbFailure(.failure, "\(name): \(error)")
    }
    let page: ScenarioPage
    do throws(BadScenario) {
      page = try ScenarioPage(reading: text, isMarkdown: file.hasSuffix(".md") ? true : nil)
    } catch {
      throw VerbFailure(.usage, "\(name):\(error.line):\(error.column): \(error.message)")
    }
    do throws(ScenarioFailure) {
      let transcript = try page.transcript { (scenario) throws(ScenarioFailure) in
        let recorder = take.map { _ in ScenarioRecorder() }
        let transcript = try run(scenario, recorder)
        if let recorder { take?(recorder.record) }
        return transcript
      }
      return (text, transcript)
    } catch {
      throw VerbFailure(.failure, "\(name):\(error.line): \(error)")
    }
  }

  private func run(
    _ scenario: Scenario, _ recorder: ScenarioRecorder?
  ) throws(ScenarioFailure) -> [UInt8] {
    guard scenario.hasSecondDirector else {
      return try scenario.run(on: factory.make(), operatorProgram: program, observer: recorder)
    }
    let pair = factory.makePair()
    return try scenario.run(
      on: pair.first, and: pair.second, operatorProgram: program, observer: recorder)
  }

  /// What lines that begin with `ipvs` run.
  private var program: OperatorCommand.Preparation {
    OperatorProgram.preparation(facts: factory.facts)
  }

  private var factory: SimulatedDirectorFactory {
    SimulatedDirectorFactory(
      profile: kernelProfile, ticksPerSecond: ticksPerSecond, hasIdealTimers: idealTimers,
      seed: seed)
  }
}
