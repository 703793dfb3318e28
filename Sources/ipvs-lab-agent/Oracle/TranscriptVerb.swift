/// `transcript`: shows what one program does with each case.
struct TranscriptVerb {
  private let program: String
  private let filter: String
  private let files: [String]

  init(_ words: [String]) throws(AgentError) {
    let arguments = try ArgumentReader(words, flags: [], options: ["--program", "--only"])
    program = try arguments.required("--program")
    filter = arguments.value("--only") ?? ""
    files = arguments.words
  }

  func run() throws(AgentError) -> Int32 {
    var contestant = try Contestant(name: "program", path: program)
    let cases = try CorpusReader.read(files).filter { $0.name.contains(filter) }
    try Guest.prepare(program: program)
    for unit in cases {
      try standardOutput("\n## \(unit.name) (\(unit.place))\n")
      guard unit.modules == .loaded else {
        try standardOutput("(needs a kernel without modules)\n")
        continue
      }
      try Namespace.enterFresh()
      var table = try Table()
      for step in unit.steps {
        switch step {
        case .run(let invocation):
          var outcome = try contestant.run(invocation)
          // A reference's help text is not for our eyes.
          if case .help = invocation.difference?.reason { outcome.output = [] }
          try standardOutput("$ \(invocation.text)\n\(outcome)")
        case .sysctl(let name, let value): try table.set(name, to: value)
        case .send(let packet): try packet.send()
        case .wait(let milliseconds): sleepMilliseconds(milliseconds)
        }
      }
    }
    return 0
  }
}

extension Child.Outcome: CustomStringConvertible {
  /// Each line behind the name of its stream, and the end where it was no success.
  var description: String {
    var text = ""
    for (mark, bytes) in [("|", output), ("2|", error)] {
      for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        text += "\(mark) \(visible(line))\n"
      }
      // Behind the last newline comes an empty piece, and nothing at all is one too.
      if bytes.last == UInt8(ascii: "\n") || bytes.isEmpty {
        text.removeLast(mark.count + 2)
      } else {
        text += "\(mark) (no newline)\n"
      }
    }
    return ending == .exited(0) ? text : text + "= \(ending.text)\n"
  }
}
