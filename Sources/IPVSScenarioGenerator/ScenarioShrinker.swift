internal import IPVSScenario

/// Makes a scenario that two directors see differently as short as it can be while they still do.
///
/// When timers go off depends on when things happen. Hence lines that are left out leave their time
/// behind at first, and only then the time is taken away.
public struct ScenarioShrinker {
  private let differs: ([UInt8]) -> Bool
  private var triesLeft: Int
  private var best: [Block]

  /// A line, with its standard input below it.
  private typealias Block = [String]

  /// The shortest scenario found.
  ///
  /// - Parameters:
  ///   - text: a scenario, or a transcript of one.
  ///   - tries: how often directors may be asked.
  ///   - differs: whether two directors see a text differently; false for one that is no scenario.
  public static func shrunk(
    _ text: [UInt8], tries: Int, differs: @escaping ([UInt8]) -> Bool
  ) -> [UInt8] {
    var shrinker = ScenarioShrinker(text, tries: tries, differs: differs)
    shrinker.cutTail()
    shrinker.leaveOut(keepingTime: true)
    shrinker.leaveOut(keepingTime: false)
    return ScenarioShrinker.text(of: shrinker.best)
  }

  private init(_ text: [UInt8], tries: Int, differs: @escaping ([UInt8]) -> Bool) {
    self.differs = differs
    triesLeft = tries
    best = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let line = String(decoding: line, as: UTF8.self)
      if line.hasPrefix("|") { continue }
      if line.hasPrefix("<"), !best.isEmpty {
        best[best.count - 1].append(line)
      } else {
        best.append([line])
      }
    }
  }

  /// Finds the shortest beginning that still differs, by halves.
  private mutating func cutTail() {
    var (low, high) = (0, best.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if isDifferent(Array(best.prefix(middle))) { high = middle } else { low = middle }
    }
    best = Array(best.prefix(high))
  }

  /// Leaves out runs of lines, long ones first.
  private mutating func leaveOut(keepingTime: Bool) {
    var length = max(1, best.count / 2)
    while true {
      var end = best.count
      var hasShrunk = false
      while end > 0 {
        let start = max(0, end - length)
        let rest = without(start..<end, keepingTime: keepingTime)
        if rest != best, isDifferent(rest) {
          best = rest
          hasShrunk = true
        }
        // Pauses before it may have become one.
        end = min(start, best.count)
      }
      if length == 1, !hasShrunk { return }
      length = max(1, length / 2)
    }
  }

  /// The lines without some of them; where time is kept, a pause stands in their place.
  private func without(_ range: Range<Int>, keepingTime: Bool) -> [Block] {
    let slots = best[range].reduce(UInt64(0)) { sum, block in
      sum + (block.first.flatMap { Scenario.slots(ofLine: $0.utf8) } ?? 0)
    }
    var blocks = Array(best[..<range.lowerBound])
    var pause = keepingTime ? slots : 0
    // Pauses side by side become one.
    while pause > 0, let last = blocks.last, let more = ScenarioShrinker.pause(last) {
      pause += more
      blocks.removeLast()
    }
    if pause > 0 { blocks.append(["wait \(pause * 20)ms"]) }
    return blocks + best[range.upperBound...]
  }

  private static func pause(_ block: Block) -> UInt64? {
    guard let line = block.first, line.hasPrefix("wait ") else { return nil }
    return Scenario.slots(ofLine: line.utf8)
  }

  private mutating func isDifferent(_ blocks: [Block]) -> Bool {
    guard triesLeft > 0, !blocks.isEmpty else { return false }
    let text = ScenarioShrinker.text(of: blocks)
    triesLeft -= 1
    return differs(text)
  }

  private static func text(of blocks: [Block]) -> [UInt8] {
    Array((blocks.joined().joined(separator: "\n") + "\n").utf8)
  }
}
