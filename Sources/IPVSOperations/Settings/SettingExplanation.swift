public import IPVS

/// What a setting below `net.ipv4.vs` does, for people.
public struct SettingExplanation: Hashable, Sendable {
  /// Its name.
  public let name: SysctlName
  /// What a kernel has at the start; nil where it depends on the machine.
  public let initial: String?
  /// What it takes.
  public let values: String
  /// What it does, in a few words.
  public let summary: String
  /// What it does, in sentences.
  public let effect: String
  /// What it costs, or whom it hurts; empty where it costs nothing worth saying.
  public let cost: String
  /// The first kernel that has it; nil where that is not known or longer ago than anybody looks.
  public let since: String?

  init?(
    _ name: String, initial: String?, values: String, since: String? = nil, _ summary: String,
    effect: String, cost: String = ""
  ) {
    guard let name = SysctlName(rawValue: name) else { return nil }
    self.name = name
    self.initial = initial
    self.values = values
    self.since = since
    self.summary = summary
    self.effect = effect
    self.cost = cost
  }

  /// All that are known, by name.
  public static let all: [SysctlName: SettingExplanation] = {
    var all: [SysctlName: SettingExplanation] = [:]
    for explanation in affinity + protocols + defense + synchronization + tables {
      guard let explanation else { continue }
      all[explanation.name] = explanation
    }
    return all
  }()
}
