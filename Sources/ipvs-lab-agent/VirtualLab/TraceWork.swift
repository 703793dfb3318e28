internal import IPVS
internal import IPVSKernel
internal import IPVSOperations
internal import IPVSScenario
internal import IPVSScenarioGenerator
internal import IPVSSimulator

/// Runs random scenarios on the kernel, and compares what `ipvs trace` says before each packet with what
/// becomes of the packet.
///
/// Scenarios of two directors are left out: what a master tells is not shown where it is told.
struct TraceWork {
  /// What determines the scenarios, together with their numbers.
  var seed: UInt64
  /// The number of the first one.
  var first: Int
  /// How many there are.
  var count: Int
  /// About how many events each has.
  var events: Int
  /// The kernel for which times are chosen.
  var level: KernelLevel

  init(_ words: [String]) throws(AgentError) {
    let numbers = words.prefix(4).compactMap { Int($0) }
    guard words.count == 5, let level = KernelLevel(rawValue: words[4]), numbers.count == 4,
      numbers.allSatisfy({ $0 >= 0 })
    else { throw .usage("trace wants SEED FIRST COUNT EVENTS LEVEL") }
    self.level = level
    seed = UInt64(numbers[0])
    (first, count, events) = (numbers[1], numbers[2], numbers[3])
  }

  func run() throws(AgentError) -> VirtualResult {
    var result = VirtualResult()
    var tally = TraceTally()
    let facts = GuestFacts.read()
    for number in first..<(first + count) {
      let name = "seed \(seed), scenario \(number)"
      let text = try text(number)
      do throws(Failure) {
        let director = try run(text, facts)
        tally.add(director.tally)
        guard !director.misses.isEmpty else { continue }
        result.status = max(result.status, 1)
        let misses = director.misses.map { "\($0)\n" }.joined()
        result.output += Array("\(name): a trace was wrong\n\(misses)the scenario:\n".utf8) + text
      } catch {
        result.status = max(result.status, 3)
        result.output += Array("\(name): \(error.reason)\n".utf8) + text
      }
    }
    result.output += Array(tally.lines.map { "\($0)\n" }.joined().utf8)
    return result
  }

  private func text(_ number: Int) throws(AgentError) -> [UInt8] {
    do throws(ScenarioSession.Failure) {
      return try ScenarioGenerator.scenario(
        seed: seed, number: number, events: events, profile: level.profile
      ).text
    } catch {
      throw .failed("scenario \(number) of seed \(seed) could not be made: \(error)")
    }
  }

  /// Why a run was broken off.
  private struct Failure: Error {
    var reason: String
  }

  private func run(
    _ text: [UInt8], _ facts: KernelFacts
  ) throws(Failure) -> TracingDirector<KernelTestbed> {
    let scenario: Scenario
    do throws(BadScenario) {
      scenario = try Scenario(reading: text)
    } catch {
      throw Failure(reason: "line \(error.line), column \(error.column): \(error.message)")
    }
    let director: TracingDirector<KernelTestbed>
    do throws(AgentError) {
      director = TracingDirector(try KernelTestbed(for: scenario), facts: facts) {
        (testbed, slot) throws(DirectorError) in
        testbed.plane.awaitBeginning(of: slot)
        return try ReadState(of: testbed.director)
      }
    } catch {
      throw Failure(reason: error.message)
    }
    do throws(ScenarioFailure) {
      _ = try scenario.run(on: director)
    } catch {
      throw Failure(reason: "line \(error.line): \(error)")
    }
    return director
  }
}

/// What a kernel showed at one moment: as much as a trace asks for, taken apart when it is asked.
private final class ReadState: Director {
  private let listed: [Service]
  private let snapshot: ConnectionSnapshot
  private let running: [SyncDaemon]
  private var values: [SysctlName: String] = [:]

  init(of director: KernelDirector) throws(DirectorError) {
    listed = try director.services(.withoutCounters)
    snapshot = try director.takeConnections()
    running = try director.daemons()
    for name in Trace.settings {
      do throws(DirectorError) {
        values[name] = try director.sysctl(name)
      } catch {
        guard case .noSuchSysctl = error.reason else { throw error }
      }
    }
  }

  func services() throws(DirectorError) -> [Service] { listed }

  func daemons() throws(DirectorError) -> [SyncDaemon] { running }

  func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    try snapshot.forEachConnection(body)
  }

  func sysctlNames() throws(DirectorError) -> [SysctlName] { Array(values.keys) }

  func sysctl(_ name: SysctlName) throws(DirectorError) -> String {
    guard let value = values[name] else {
      throw DirectorError(.noSuchSysctl, .noSuchFileOrDirectory)
    }
    return value
  }

  // Nobody asks for the rest.

  func information() throws(DirectorError) -> DirectorInformation { throw Self.notRead }

  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service { throw Self.notRead }

  func timeouts() throws(DirectorError) -> Timeouts { throw Self.notRead }

  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] { throw Self.notRead }

  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) { throw Self.notRead }

  private static let notRead = DirectorError(.notAvailable, .notSupported)
}
