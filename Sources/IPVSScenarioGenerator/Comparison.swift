public import IPVS
public import IPVSScenario

/// What two directors make of one scenario.
public enum Comparison: Sendable {
  /// The same transcript.
  case same
  /// Two transcripts.
  case different(expected: [UInt8], actual: [UInt8])
  /// A run was broken off, and tells nothing.
  case brokenOff(String)

  /// Runs a scenario on two directors, each with an empty table.
  public init(
    of scenario: Scenario, expected: any Director & DataPlane, actual: any Director & DataPlane
  ) {
    do throws(ScenarioFailure) {
      let one = try scenario.run(on: expected)
      let other = try scenario.run(on: actual)
      self = one == other ? .same : .different(expected: one, actual: other)
    } catch {
      self = .brokenOff("line \(error.line): \(error)")
    }
  }
}
