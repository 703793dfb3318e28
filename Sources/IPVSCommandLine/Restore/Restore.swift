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

  private var collected: [(change: Change, name: CommandName)] = []
  private var exitCode: Int32 = 0

  /// How many changes are sent together.
  private static let mostCollected = 16

  init(parser: LineParser, output: Output, opened: OpenedDirector, runner: CommandRunner) {
    self.parser = parser
    self.output = output
    self.opened = opened
    self.runner = runner
  }

  /// Runs all lines; the exit code is that of the last one, or of the one that ended it.
  mutating func run(_ source: any ByteSource) -> Int32 {
    var reader = LineReader(source)
    while true {
      if !reader.hasLine {
        submitCollected()
        output.writeBlocks()
      }
      guard let line = reader.next() else { break }
      let words = LineWords.words(line)
      if words.isEmpty { continue }
      if let end = run(words) { return end }
    }
    submitCollected()
    return exitCode
  }

  /// Runs one line; an exit code ends the run.
  private mutating func run(_ words: [ByteString]) -> Int32? {
    let command: Command
    do throws(Refusal) {
      command = try parser.parse(words)
    } catch {
      submitCollected()
      output.complain(error.message)
      exitCode = error.exitCode
      return error.restoreGoesOn ? nil : error.exitCode
    }
    switch command {
    case .change(let change, let name):
      collected.append((change, name))
      if collected.count == Self.mostCollected { submitCollected() }
      return nil
    case .restore:
      submitCollected()
      output.complain(Refusal.tryHelp(program: parser.program).message)
      return 255
    case .help, .version:
      submitCollected()
      return runner.run(command, on: opened)
    case .list, .save:
      submitCollected()
      exitCode = runner.run(command, on: opened)
      return exitCode == 0 ? nil : exitCode
    }
  }

  private mutating func submitCollected() {
    guard !collected.isEmpty else { return }
    exitCode = runner.submit(collected, to: opened.director)
    collected.removeAll(keepingCapacity: true)
  }
}
