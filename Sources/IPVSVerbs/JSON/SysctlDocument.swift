internal import IPVS
internal import IPVSOperations

/// `ipvs sysctl --json`.
struct SysctlDocument: Document {
  static let schema = "sysctl"
  static let version = 1

  /// Whether nothing was set because of `--dry-run`.
  var dryRun: Bool
  var settings: [SettingObject]

  struct SettingObject: Encodable {
    /// The last part of the name.
    var name: String
    /// The text that the kernel gives.
    var value: String
    /// The numbers in it; null where it holds something else.
    @OrNull var numbers: [Int64]?
    /// What it was before; null where nothing was set.
    @OrNull var old: String?
    /// What it was to become; null where nothing was to be set.
    @OrNull var wanted: String?
    /// What a kernel has at the start; null where that is not known.
    @OrNull var initial: String?
    @OrNull var summary: String?
    @OrNull var effect: String?
    @OrNull var cost: String?
    @OrNull var since: String?
    /// The line of sysctl.d that makes it last.
    var persistent: String
  }

  init(_ present: [PresentSetting], _ changes: SettingChanges?, isDryRun: Bool) {
    dryRun = isDryRun
    settings = present.enumerated().map { index, setting in
      let change = changes?.changes[index]
      let explanation = setting.explanation
      let words = setting.value.split(whereSeparator: \.isWhitespace)
      let numbers = words.compactMap { Int64($0) }
      let lasting = isDryRun ? change?.new ?? setting.text : setting.text
      return SettingObject(
        name: setting.name.rawValue, value: setting.value,
        numbers: numbers.count == words.count && !words.isEmpty ? numbers : nil,
        old: change?.old, wanted: change?.new, initial: explanation?.initial,
        summary: explanation?.summary, effect: explanation?.effect,
        cost: explanation.flatMap { $0.cost.isEmpty ? nil : $0.cost }, since: explanation?.since,
        persistent: "\(setting.name.fullName) = \(lasting)")
    }
  }
}
