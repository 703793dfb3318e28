internal import IPVS
internal import IPVSScenario
internal import IPVSScenarioGenerator
internal import IPVSSimulator

/// Runs random scenarios on the simulator and on the kernel, and compares the transcripts.
struct RandomWork {
  /// What determines the scenarios, together with their numbers.
  var seed: UInt64
  /// The number of the first one.
  var first: Int
  /// How many there are.
  var count: Int
  /// About how many events each has.
  var events: Int
  /// Which kernel the simulator imitates.
  var level: KernelLevel

  /// Whether they are for two directors.
  var isForTwo: Bool

  /// How often the kernel is asked while a scenario is made short.
  private static let tries = 80

  init(_ words: [String]) throws(AgentError) {
    let numbers = words.prefix(4).compactMap { Int($0) }
    guard words.count == 6, let level = KernelLevel(rawValue: words[4]), numbers.count == 4,
      numbers.allSatisfy({ $0 >= 0 }), ["1", "2"].contains(words[5])
    else { throw .usage("random wants SEED FIRST COUNT EVENTS LEVEL DIRECTORS") }
    self.level = level
    isForTwo = words[5] == "2"
    seed = UInt64(numbers[0])
    (first, count, events) = (numbers[1], numbers[2], numbers[3])
  }

  func run() throws(AgentError) -> VirtualResult {
    var result = VirtualResult()
    var events = 0
    var failed = 0
    let start = VirtualClock.now()
    for number in first..<(first + count) {
      let output: ScenarioGenerator.Output
      do throws(ScenarioSession.Failure) {
        output = try ScenarioGenerator.scenario(
          seed: seed, number: number, events: self.events, profile: level.profile,
          isForTwo: isForTwo)
      } catch {
        throw .failed("scenario \(number) of seed \(seed) could not be made: \(error)")
      }
      events += output.events
      switch try compare(output.text) {
      case .same: break
      case .brokenOff(let reason):
        failed += 1
        result.status = max(result.status, 3)
        result.output += Array("seed \(seed), scenario \(number): \(reason)\n".utf8) + output.text
      case .different(let expected, let actual):
        failed += 1
        result.status = max(result.status, 1)
        result.output +=
          try shortened(output.text, number: number)
          ?? report(expected, actual, name: "\(name(number)), which differs only sometimes")
      }
    }
    let hours = (VirtualClock.now() - start) / 36_000_000_000
    result.output += Array(
      """
      \(events) events in \(count) scenarios from number \(first) on, \
      \(hours / 100).\(hours % 100 / 10)\(hours % 10) hours of virtual time
      \(count - failed) passed, \(failed) failed

      """.utf8)
    return result
  }

  private func compare(_ text: [UInt8]) throws(AgentError) -> Comparison {
    let scenario: Scenario
    do throws(BadScenario) {
      scenario = try Scenario(reading: text)
    } catch {
      return .brokenOff("line \(error.line), column \(error.column): \(error.message)")
    }
    let (first, second) = try kernelSubjects(for: scenario)
    return Comparison(
      expected: { () throws(ScenarioFailure) in try simulated(scenario) },
      actual: { () throws(ScenarioFailure) in try scenario.run(on: first, and: second) })
  }

  private func simulated(_ scenario: Scenario) throws(ScenarioFailure) -> [UInt8] {
    guard scenario.hasSecondDirector else {
      return try scenario.run(on: SimulatedDirector(profile: level.profile))
    }
    let pair = SimulatedPair(profile: level.profile)
    return try scenario.run(on: pair.first, and: pair.second)
  }

  /// The shortest scenario that still differs, and how; nil where it does not differ again.
  private func shortened(_ text: [UInt8], number: Int) throws(AgentError) -> [UInt8]? {
    var failure: AgentError?
    let short = ScenarioShrinker.shrunk(text, tries: Self.tries) { candidate in
      do throws(AgentError) {
        guard case .different = try compare(candidate) else { return false }
        return true
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    guard case .different(let expected, let actual) = try compare(short) else { return nil }
    return report(expected, actual, name: name(number))
  }

  private func name(_ number: Int) -> String { "seed \(seed), scenario \(number)" }

  private func report(_ expected: [UInt8], _ actual: [UInt8], name: String) -> [UInt8] {
    let difference = IPVSScenario.LineDifference.report(
      expected: expected, actual: actual, name: name)
    return (difference ?? []) + Array("the scenario, as the kernel sees it:\n".utf8) + actual
  }
}
