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
    self.init(
      expected: { () throws(ScenarioFailure) in try scenario.run(on: expected) },
      actual: { () throws(ScenarioFailure) in try scenario.run(on: actual) })
  }

  /// Compares two transcripts that are made one after the other.
  public init(
    expected: () throws(ScenarioFailure) -> [UInt8],
    actual: () throws(ScenarioFailure) -> [UInt8]
  ) {
    do throws(ScenarioFailure) {
      let one = try expected()
      let other = try actual()
      self = one == other ? .same : .different(expected: one, actual: other)
    } catch {
      self = .brokenOff("line \(error.line): \(error)")
    }
  }
}
