internal import IPVS
internal import IPVSOperations

/// Settings for people.
struct SettingText {
  let painter: Painter

  /// One line a setting; what is not as at the start stands out.
  func list(_ present: [PresentSetting]) -> [String] {
    var table = TextTable([.left, .left, .left])
    for setting in present {
      let isOther = setting.isInitial == false
      var text = setting.explanation?.summary ?? ""
      if isOther, let initial = setting.explanation?.initial {
        text += " (at the start: \(initial.replacing("\t", with: " ")))"
      }
      table.add([
        TextTable.Cell(setting.name.rawValue, isOther ? .bold : .plain),
        TextTable.Cell(setting.text, isOther ? .bold : .plain), TextTable.Cell(text, .dim),
      ])
    }
    return table.lines(painter)
  }

  /// Everything that is known of settings.
  func explained(_ present: [PresentSetting]) -> [String] {
    var lines: [String] = []
    for (index, setting) in present.enumerated() {
      if index > 0 { lines.append("") }
      lines.append(painter.paint("\(setting.name.fullName) = \(setting.text)", .bold))
      guard let explanation = setting.explanation else {
        lines.append("  Nothing is known here of this setting.")
        continue
      }
      let summary = explanation.summary.prefix(1).uppercased() + explanation.summary.dropFirst()
      lines += paragraph("Does", "\(summary). \(explanation.effect)")
      if !explanation.cost.isEmpty { lines += paragraph("Costs", explanation.cost) }
      lines += paragraph("Takes", explanation.values)
      let initial = explanation.initial?.replacing("\t", with: " ")
      lines += paragraph("Start", initial ?? "depends on the machine")
      if let since = explanation.since { lines += paragraph("Since", since) }
      lines += paragraph("Lasts", persistent(setting.name, setting.text))
    }
    return lines
  }

  /// What was set, and the lines that make it last.
  func changed(
    _ present: [PresentSetting], _ changes: SettingChanges, isDryRun: Bool
  ) -> [String] {
    var lines: [String] = []
    for (setting, change) in zip(present, changes.changes) {
      let old = PresentSetting(name: change.name, value: change.old).text
      let new = isDryRun ? change.new : setting.text
      let verb = isDryRun ? "would go" : old == new ? "stays" : "goes"
      lines.append(
        old == new
          ? "\(change.name.rawValue) \(isDryRun ? "would stay" : "stays") \(new)"
          : "\(change.name.rawValue) \(verb) from \(old) to \(new)")
    }
    lines += ["", "To make it last, put into /etc/sysctl.d/90-ipvs.conf:"]
    for (setting, change) in zip(present, changes.changes) {
      lines.append("  " + persistent(change.name, isDryRun ? change.new : setting.text))
    }
    return lines
  }

  private func persistent(_ name: SysctlName, _ value: String) -> String {
    "\(name.fullName) = \(value)"
  }

  private static let width = 76

  /// A word, and sentences beside it in lines of some length.
  private func paragraph(_ title: String, _ text: String) -> [String] {
    let indent = "  \(title)" + String(repeating: " ", count: max(1, 8 - title.count))
    let margin = String(repeating: " ", count: indent.count)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, indent.count + line.count + 1 + word.count > Self.width {
        lines.append((lines.isEmpty ? indent : margin) + line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return lines + [(lines.isEmpty ? indent : margin) + line]
  }
}
