import IPVS
import IPVSOperations
import IPVSScenario
import IPVSScenarioGenerator
import IPVSSimulator
import Testing

/// Traces beside what becomes of the packets of random scenarios.
///
/// A second director is left out: what a master tells is not shown where it is told. Call-IDs are, too:
/// nobody asks with one.
struct RandomTraceTests {
  @Test(arguments: zip(KernelLevel.allCases, [21, 22, 23, 24, 25] as [UInt64]))
  func `What becomes of a packet was foretold`(_ level: KernelLevel, _ seed: UInt64) throws {
    let tally = try run(level, seed: seed, scenarios: 70)
    #expect(tally.total.all > 3500)
    #expect(tally.vague.all > 1500)
    // Whoever always says that it depends is wrong, too.
    #expect(try share(.template, of: tally) > 0.8)
    #expect(try share(.hash, of: tally) > 0.6)
    #expect(try share(.connection, of: tally) > 0.85)
    #expect(try share(.counts, of: tally) > 0.85)
    #expect(try share(.noService, of: tally) > 0.95)
  }

  private func share(_ subject: TraceTally.Subject, of tally: TraceTally) throws -> Double {
    let count = try #require(tally.counts[subject])
    return Double(count.certain) / Double(count.all)
  }

  private func run(_ level: KernelLevel, seed: UInt64, scenarios: Int) throws -> TraceTally {
    var tally = TraceTally()
    for number in 0..<scenarios {
      let output = try ScenarioGenerator.scenario(
        seed: seed, number: number, events: 150, profile: level.profile)
      let director = TracingDirector(
        SimulatedDirector(profile: level.profile),
        facts: KernelFacts(level: level, ticksPerSecond: 250))
      _ = try Scenario(reading: output.text).run(on: director)
      for miss in director.misses {
        Issue.record("scenario \(number): \(miss)")
      }
      tally.add(director.tally)
    }
    print(tally.lines.joined(separator: "\n"))
    return tally
  }
}
