internal import IPVS
internal import IPVSScenario
internal import IPVSVerbs

/// Runs files of scenarios, each scenario in a network namespace of its own.
struct ScenarioWork {
  /// The names that the files have on the host; here they are numbered from 1.
  var names: [String]
  /// Whether only the differences from the results in the files are of interest.
  var isCheck: Bool

  /// Why a scenario was broken off.
  private enum Failure: Error {
    case scenario(ScenarioFailure)
    case agent(AgentError)
  }

  func run() throws(AgentError) -> VirtualResult {
    var result = VirtualResult()
    for (index, name) in names.enumerated() {
      try run(name, try readFile("/scenarios/\(index + 1)"), &result)
    }
    return result
  }

  private func run(
    _ name: String, _ text: [UInt8], _ result: inout VirtualResult
  ) throws(AgentError) {
    let page: ScenarioPage
    do throws(BadScenario) {
      page = try ScenarioPage(reading: text, isMarkdown: name.hasSuffix(".md") ? true : nil)
    } catch {
      return result.fail("\(name):\(error.line):\(error.column): \(error.message)", status: 2)
    }
    let transcript: [UInt8]
    do throws(Failure) {
      transcript = try page.transcript(run)
    } catch {
      switch error {
      case .scenario(let failure):
        return result.fail("\(name):\(failure.line): \(failure)", status: 3)
      case .agent(let failure): throw failure
      }
    }
    guard isCheck else {
      result.output += transcript
      return
    }
    let report = IPVSScenario.LineDifference.report(
      expected: text, actual: transcript, name: name)
    if let report {
      result.output += report
      result.status = max(result.status, 1)
    }
  }

  private func run(_ scenario: Scenario) throws(Failure) -> [UInt8] {
    let (first, second): KernelSubjects
    do throws(AgentError) {
      (first, second) = try kernelSubjects(for: scenario)
    } catch {
      throw .agent(error)
    }
    do throws(ScenarioFailure) {
      return try scenario.run(
        on: first, and: second,
        operatorProgram: OperatorProgram.preparation(facts: GuestFacts.read()))
    } catch {
      throw .scenario(error)
    }
  }
}

/// The director that a scenario is run on, and the second one if it has lines for that.
typealias KernelSubjects = (first: any Director & DataPlane, second: (any Director & DataPlane)?)

/// Fresh directors of the kernel, as many as a scenario needs.
func kernelSubjects(for scenario: Scenario) throws(AgentError) -> KernelSubjects {
  guard scenario.hasSecondDirector else { return (try KernelTestbed(for: scenario), nil) }
  let pair = try KernelPair(for: scenario)
  return (pair.first, pair.second)
}

extension VirtualResult {
  /// Adds a complaint.
  fileprivate mutating func fail(_ message: String, status: Int32) {
    complaints += Array("\(message)\n".utf8)
    self.status = max(self.status, status)
  }
}
