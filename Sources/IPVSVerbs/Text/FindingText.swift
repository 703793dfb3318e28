internal import IPVS
internal import IPVSOperations

/// Findings for people.
enum FindingText {
  /// A block for each finding, and their number.
  static func lines(of findings: [Finding], _ painter: Painter) -> [String] {
    findings.flatMap { block(of: $0, painter) } + [total(of: findings)]
  }

  private static func block(of finding: Finding, _ painter: Painter) -> [String] {
    let severity =
      switch finding.severity {
      case .warning: painter.paint("warning", .red)
      case .note: painter.paint("note", .yellow) + "   "
      }
    var title = "\(severity)  \(painter.paint(finding.name, .bold))  \(finding.object.name)"
    if let line = finding.line, finding.object != .line(line) { title += "  (line \(line))" }
    let mend = finding.mend.enumerated().map { place, command in
      (place == 0 ? "  mend: " : "        ") + command
    }
    return [title] + wrapped(finding.reason).map { "  " + $0 } + mend + [""]
  }

  private static func total(of findings: [Finding]) -> String {
    let count = { (severity: Finding.Severity, noun: String) in
      let number = findings.count { $0.severity == severity }
      return "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
    return "\(count(.warning, "warning")), \(count(.note, "note"))"
  }

  /// Sentences in lines of a terminal's width.
  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + word.count + 1 > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty ? lines : lines + [line]
  }

  private static let width = 92
}

extension Finding.Object {
  /// What people call it.
  var name: String {
    switch self {
    case .service(let identity): identity.name
    case .server(let identity, let server): "\(identity.name) -> \(server)"
    case .setting(let name): name.rawValue
    case .timeouts: "timeouts"
    case .line(let number): "line \(number)"
    }
  }
}
