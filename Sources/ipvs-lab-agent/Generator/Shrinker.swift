/// Makes a case that differs as short as it can be while it still differs.
enum Shrinker {
  /// The shortest case found.
  ///
  /// - Parameter differs: runs a case and tells whether the programs disagree.
  static func shrunk(_ unit: OracleCase, _ differs: (OracleCase) -> Bool) -> OracleCase {
    var best = unit
    while let shorter = shorter(best, differs) { best = shorter }
    return best
  }

  /// A case that lacks something and still differs.
  private static func shorter(
    _ unit: OracleCase, _ differs: (OracleCase) -> Bool
  ) -> OracleCase? {
    for index in unit.steps.indices.reversed() where unit.steps.count > 1 {
      var candidate = unit
      candidate.steps.remove(at: index)
      if differs(candidate) { return candidate }
    }
    for (index, step) in unit.steps.enumerated() {
      guard case .run(let invocation) = step else { continue }
      for other in simpler(invocation) {
        var candidate = unit
        candidate.steps[index] = .run(other)
        if differs(candidate) { return candidate }
      }
    }
    return nil
  }

  /// Commands that lack a word, a line of input, or a variation.
  private static func simpler(_ invocation: Invocation) -> [Invocation] {
    var found: [Invocation] = []
    for index in invocation.arguments.indices {
      var other = invocation
      other.arguments.remove(at: index)
      found.append(other)
    }
    let newline = UInt8(ascii: "\n")
    let lines = invocation.input.split(separator: newline, omittingEmptySubsequences: false)
    for index in lines.indices where !invocation.input.isEmpty {
      var fewer = lines
      fewer.remove(at: index)
      var other = invocation
      other.input = Array(fewer.joined(separator: [newline]))
      found.append(other)
      let words = lines[index].split(separator: 0x20, omittingEmptySubsequences: false)
      for place in words.indices where words.count > 1 {
        var rest = words
        rest.remove(at: place)
        var line = lines
        line[index] = Array(rest.joined(separator: [0x20]))[...]
        other.input = Array(line.joined(separator: [newline]))
        found.append(other)
      }
    }
    if invocation.output != .apart {
      var other = invocation
      other.output = .apart
      found.append(other)
    }
    if !invocation.environment.isEmpty {
      var other = invocation
      other.environment = []
      found.append(other)
    }
    if invocation.processFiles != .real {
      var other = invocation
      other.processFiles = .real
      found.append(other)
    }
    return found.map { other in
      var other = other
      other.text = CorpusWriter.line(other)
      return other
    }
  }
}
