import IPVS

/// Runs the lines of `-R` on a director.
///
/// Changes are collected as long as lines are at hand, and sent together; what became of them is
/// said in the order of the lines.
struct Restore {
  let parser: LineParser
  let output: Output
  let opened: OpenedDirector
  let runner: CommandRunner

  private var collected: [Change] = []
  /// By which command each was asked for.
  private var names: [CommandName] = []
  private var exitCode: Int32 = 0

  /// How many changes are handed to the director together; it sends several datagrams for them.
  private static let mostCollected = 128

  init(parser: LineParser, output: Output, opened: OpenedDirector, runner: CommandRunner) {
    self.parser = parser
    self.output = output
    self.opened = opened
    self.runner = runner
  }

  /// Runs lines as they come; the exit code is that of the last one, or of the one that ended it.
  mutating func run(_ source: any ByteSource) -> Int32 {
    var reader = LineReader(source)
    while true {
      var line = reader.nextAtHand()
      if line == nil {
        if let end = submitCollected() {
          reader.giveBack()
          return end
        }
        output.writeBlocks()
        line = reader.next()
      }
      guard let line else { break }
      let words = LineWords(line: line)
      if words.isEmpty { continue }
      if let end = run(words) {
        reader.giveBack()
        return end
      }
    }
    return submitCollected() ?? exitCode
  }

  /// Runs what lines asked for that were read before; the exit code is as above.
  mutating func run(_ requests: [Request]) -> Int32 {
    for request in requests {
      if let end = run(request) { return end }
    }
    return submitCollected() ?? exitCode
  }

  /// Runs one line; an exit code ends the run.
  private mutating func run(_ words: LineWords) -> Int32? {
    do throws(Refusal) {
      return run(try parser.parse(words))
    } catch {
      return end(with: error)
    }
  }

  private mutating func run(_ command: consuming Command) -> Int32? {
    switch consume command {
    case .request(let request):
      return run(request)
    case .restore:
      return end(with: .tryHelp(program: parser.program))
    case .print(let own):
      if let end = submitCollected() { return end }
      runner.print(own)
      return 0
    }
  }

  @inline(__always)
  private mutating func run(_ request: consuming Request) -> Int32? {
    switch consume request {
    case .change(let change, let name):
      collected.append(change)
      names.append(name)
      return collected.count == Self.mostCollected ? submitCollected() : nil
    case let request:
      if let end = submitCollected() { return end }
      exitCode = runner.run(request, on: opened)
      return exitCode == 0 ? nil : exitCode
    }
  }

  private mutating func end(with refusal: Refusal) -> Int32? {
    if let end = submitCollected() { return end }
    output.complain(refusal.message)
    exitCode = refusal.exitCode
    return refusal.restoreGoesOn ? nil : exitCode
  }

  /// Sends what was collected; an exit code ends the run, since the conversation broke off.
  private mutating func submitCollected() -> Int32? {
    guard !collected.isEmpty else { return nil }
    let submission = runner.submit(collected, names, to: opened)
    collected.removeAll(keepingCapacity: true)
    names.removeAll(keepingCapacity: true)
    exitCode = submission.exitCode
    return submission.isBroken ? exitCode : nil
  }
}
