import IPVS
import IPVSScenario
import IPVSScenarioGenerator
import IPVSSimulator
import Testing

@Suite struct ShrinkerTests {
  /// Whether two kernels see a text differently.
  private static func differs(_ text: [UInt8], _ one: KernelProfile, _ other: KernelProfile) -> Bool
  {
    guard let scenario = try? Scenario(reading: text) else { return false }
    let comparison = Comparison(
      of: scenario, expected: SimulatedDirector(profile: one, hz: 250),
      actual: SimulatedDirector(profile: other, hz: 250))
    switch comparison {
    case .same, .brokenOff: return false
    case .different: return true
    }
  }

  @Test func `What differs is found and made short`() throws {
    // Two levels of the kernel that differ in the cost of connections and in thresholds.
    func differs(_ text: [UInt8]) -> Bool { Self.differs(text, .v6_1, .uml6_1_176) }
    var found = 0
    for number in 0..<300 where found < 5 {
      let text = try ScenarioGenerator.scenario(seed: 2, number: number, events: 100).text
      guard differs(text) else { continue }
      found += 1
      let short = ScenarioShrinker.shrunk(text, tries: 400, differs: differs)
      #expect(differs(short))
      let lines = short.split(separator: UInt8(ascii: "\n"))
      #expect(lines.count <= 20, "\(String(decoding: short, as: UTF8.self))")
    }
    #expect(found == 5)
  }

  @Test func `A pause stands for what was left out while time matters`() {
    let text = Array(
      "wait 1s\nconnect tcp 10.1.0.1:1 10.0.0.1:80\nsysctl a\nsysctl b\n".utf8)
    let short = ScenarioShrinker.shrunk(text, tries: 100) { candidate in
      // The last line must be there, in the fifty-fourth slot.
      let lines = candidate.split(separator: UInt8(ascii: "\n"))
      let slots = lines.dropLast().reduce(0) { $0 + (Scenario.slots(ofLine: $1) ?? 0) }
      return lines.last.map { Array($0) } == Array("sysctl b".utf8) && slots == 54
    }
    #expect(String(decoding: short, as: UTF8.self) == "wait 1080ms\nsysctl b\n")
  }

  @Test func `No more directors are asked than allowed`() {
    var asked = 0
    let text = Array(String(repeating: "sysctl a\n", count: 100).utf8)
    _ = ScenarioShrinker.shrunk(text, tries: 17) { _ in
      asked += 1
      return false
    }
    #expect(asked == 17)
  }
}
