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

  @Option(help: "The kernel to imitate, by its level.")
  var kernelProfile = KernelLevel.v6_1

  @Option(
    name: .customLong("hz"), help: "The kernel's ticks a second: 100, 250 or 1000; default 250.")
  var ticksPerSecond: Int?

  @Flag(help: "Let timers go off when they are due; the kernel's go off late.")
  var idealTimers = false

  @Option(help: "What determines the picks of the scheduler twos.")
  var seed = SimulatedDirector.defaultSeed

  func validate() throws {
    guard [nil, 100, 250, 1000].contains(ticksPerSecond) else {
      throw ValidationError("--hz is 100, 250 or 1000.")
    }
  }

  var wantsJSON: Bool { false }

  func run(in surroundings: VerbSurroundings) throws(VerbFailure) -> ExitStatus {
    var worst = ExitStatus.success
    for file in files {
      let status = try simulate(file, in: surroundings)
      if status.rawValue > worst.rawValue { worst = status }
    }
    return worst
  }

  private func simulate(
    _ file: String, in surroundings: VerbSurroundings
  ) throws(VerbFailure) -> ExitStatus {
    let name = file == "-" ? "standard input" : file
    let complain = { (message: String, status: ExitStatus) -> ExitStatus in
      surroundings.complain(message)
      return status
    }
    let text: [UInt8]
    do throws(Errno) {
      text = try surroundings.readFile(file)
    } catch {
      return complain("\(name): \(error)", .failure)
    }
    let page: ScenarioPage
    do throws(BadScenario) {
      page = try ScenarioPage(reading: text, isMarkdown: file.hasSuffix(".md") ? true : nil)
    } catch {
      return complain("\(name):\(error.line):\(error.column): \(error.message)", .usage)
    }
    let transcript: [UInt8]
    do throws(ScenarioFailure) {
      transcript = try page.transcript { (scenario) throws(ScenarioFailure) in
        guard scenario.hasSecondDirector else {
          return try scenario.run(on: factory.make(), operatorProgram: program)
        }
        let pair = factory.makePair()
        return try scenario.run(
          on: pair.first, and: pair.second, operatorProgram: program)
      }
    } catch {
      return complain("\(name):\(error.line): \(error)", .failure)
    }
    guard check else {
      try surroundings.print(transcript)
      return .success
    }
    guard let report = LineDifference.report(expected: text, actual: transcript, name: name) else {
      return .success
    }
    try surroundings.print(report)
    return .no
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
