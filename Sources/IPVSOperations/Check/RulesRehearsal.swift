public import IPVS
internal import IPVSSimulator

/// A file of rules, carried out line by line on a simulated director: the table is the one that the
/// kernel would have, and what is refused there is refused here.
public struct RulesRehearsal {
  private let director: any Director
  private let facts: KernelFacts
  private var trace = RulesTrace()

  /// A director with an empty table and the settings' defaults.
  ///
  /// - Parameter facts: which kernel it is to be like, as near as there is a model of it.
  public init(facts: KernelFacts) {
    self.facts = facts
    let level = facts.version.map { KernelLevel(near: $0) } ?? .v6_1
    director = SimulatedDirector(
      profile: level.profile, hz: facts.ticksPerSecond.flatMap { Int(exactly: $0) } ?? 250)
  }

  /// Gives a setting a value.
  public func set(_ name: SysctlName, to value: String) throws(DirectorError) {
    try director.setSysctl(name, to: value)
  }

  /// Gives the timeouts that are in force before the first line.
  public func set(_ timeouts: Timeouts) throws(DirectorError) {
    try director.submit(.setTimeouts(timeouts))
  }

  /// Carries out what a line asks for; daemons are no rules, and left out.
  ///
  /// - Parameter writtenServer: the server as the line writes it, where it names one.
  public mutating func run(
    _ change: Change, writtenServer: Endpoint?, line: Int
  ) throws(DirectorError) {
    switch change {
    case .startDaemon, .stopDaemon: return
    default: break
    }
    try director.submit(change)
    trace.note(change, writtenServer: writtenServer, line: line)
  }

  /// Notes a line that is refused; the lines behind it are looked at all the same.
  public mutating func note(_ refusal: RulesTrace.Refusal) {
    trace.refusals.append(refusal)
  }

  /// What is to be checked once all lines are carried out.
  public func subject() throws(DirectorError) -> CheckSubject {
    CheckSubject(
      services: try director.services(), settings: try DirectorSettings(of: director),
      timeouts: try director.timeouts(), facts: facts, rules: trace)
  }
}

extension KernelLevel {
  /// The level that is most like a version.
  init(near version: KernelVersion) {
    switch (version.major, version.minor) {
    case (...5, _), (6, 0): self = .v5_10
    case (6, 1): self = version.level < 192 ? .uml6_1_176 : .v6_1
    case (6, 2...9): self = .v6_1
    case (6, _): self = .v6_12
    default: self = .v7_2
    }
  }
}
