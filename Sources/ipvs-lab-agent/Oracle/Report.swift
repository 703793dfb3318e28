/// What is printed about a case that differs.
struct Report: CustomStringConvertible {
  let unit: OracleCase
  let mismatch: Mismatch

  var description: String {
    var text = "\(unit.place): case \(unit.name): \(mismatch.contestant) differs\n"
    for step in unit.steps {
      guard case .run(let invocation) = step else { continue }
      let isCulprit = invocation.place.line == mismatch.invocation?.place.line
      text += "  \(isCulprit ? ">" : " ") \(invocation.text)\n"
      if isCulprit { break }
    }
    return text + mismatch.kinds.map(\.text).joined() + "\n"
  }
}

extension Mismatch.Kind {
  /// What differs, line by line.
  fileprivate var text: String {
    switch self {
    case .text(let stream, let reference, let candidate):
      "  \(stream) (- reference, + candidate):\n"
        + LineDifference(reference: reference, candidate: candidate).text
    case .ending(let reference, let candidate):
      "  the end: reference \(reference.text), candidate \(candidate.text)\n"
    case .table(let reference, let candidate):
      "  the kernel's table behind it (- reference, + candidate):\n"
        + LineDifference(
          reference: Array(reference.text.utf8), candidate: Array(candidate.text.utf8)
        ).text
    case .unusable(let reason): "  \(reason)\n"
    }
  }
}

extension Child.Ending {
  /// A few words about it.
  var text: String {
    switch self {
    case .exited(let status): "exit status \(status)"
    case .signalled(let signal): "signal \(signal)"
    case .outOfTime: "killed after \(Child.limit) seconds"
    }
  }
}
