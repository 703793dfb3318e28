import IPVS

/// The lines in which a new run differs from what is written.
public enum LineDifference {
  /// How many equal lines are shown around differing ones.
  private static let context = 3

  /// A report in the manner of `diff -u`; nil where both are the same line for line.
  ///
  /// - Parameters:
  ///   - expected: what is written.
  ///   - actual: what a new run wrote.
  ///   - name: the name of the file.
  public static func report(expected: [UInt8], actual: [UInt8], name: String) -> [UInt8]? {
    let steps = steps(
      from: TextLines.lines(of: expected).map { ByteString($0) },
      to: TextLines.lines(of: actual).map { ByteString($0) })
    guard steps.contains(where: { $0.kind != .same }) else { return nil }
    var lines: [ByteString] = ["--- \(ByteString(name))", "+++ \(ByteString(name)) (a new run)"]
    for hunk in hunks(of: steps) {
      let old = steps[hunk].filter { $0.kind != .added }
      let new = steps[hunk].filter { $0.kind != .removed }
      let first = steps[hunk.lowerBound]
      lines.append(
        "@@ -\(place(first.oldLine, old.count)) +\(place(first.newLine, new.count)) @@")
      for step in steps[hunk] {
        switch step.kind {
        case .same: lines.append(" \(step.text)")
        case .removed: lines.append("-\(step.text)")
        case .added: lines.append("+\(step.text)")
        }
      }
    }
    return TextLines.text(of: lines)
  }

  /// A line of either text, and the lines at which both stand before it.
  private struct Step {
    enum Kind {
      case same
      case removed
      case added
    }

    var kind: Kind
    var text: ByteString
    var oldLine: Int
    var newLine: Int
  }

  private static func steps(from old: [ByteString], to new: [ByteString]) -> [Step] {
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var steps: [Step] = []
    var (oldIndex, newIndex) = (0, 0)
    while oldIndex < old.count || newIndex < new.count {
      let kind: Step.Kind =
        removed.contains(oldIndex) ? .removed : added.contains(newIndex) ? .added : .same
      steps.append(
        Step(
          kind: kind, text: kind == .added ? new[newIndex] : old[oldIndex], oldLine: oldIndex + 1,
          newLine: newIndex + 1))
      if kind != .added { oldIndex += 1 }
      if kind != .removed { newIndex += 1 }
    }
    return steps
  }

  /// The ranges of steps that are shown: differing lines with their surroundings.
  private static func hunks(of steps: [Step]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for index in steps.indices where steps[index].kind != .same {
      let start = max(0, index - context)
      let end = min(steps.count, index + context + 1)
      if let last = hunks.last, start <= last.upperBound {
        hunks[hunks.count - 1] = last.lowerBound..<end
      } else {
        hunks.append(start..<end)
      }
    }
    return hunks
  }

  private static func place(_ line: Int, _ count: Int) -> String {
    count == 1 ? "\(line)" : "\(count == 0 ? line - 1 : line),\(count)"
  }
}
