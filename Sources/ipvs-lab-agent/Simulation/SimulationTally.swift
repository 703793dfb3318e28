/// How much of the cases the simulation went through.
struct SimulationTally {
  private var cases = 0
  private var commands = 0
  private var skipped: [SimulationScope.Reason: Int] = [:]

  /// Counts a case that the simulation takes part in.
  mutating func countCase() { cases += 1 }

  /// Counts a command by what becomes of it.
  mutating func count(_ treatment: SimulationScope.Treatment) {
    switch treatment {
    case .compared: commands += 1
    case .tableOnly(let reason), .leftOut(let reason): skipped[reason, default: 0] += 1
    }
  }

  /// One line of what was compared, and one for each reason why something was not.
  ///
  /// `Scripts/oracle` adds up those of its guests.
  var text: String {
    var text = "simulation: \(cases) cases, \(commands) commands compared\n"
    for reason in SimulationScope.Reason.allCases {
      guard let count = skipped[reason] else { continue }
      text += "simulation: \(count) commands skipped: \(reason.rawValue)\n"
    }
    return text
  }
}
