import IPVS

/// What `ipvsadm`, `ipvsadm-save` and `ipvsadm-restore` do from their words on.
public enum Program {
  /// Runs one command line.
  ///
  /// - Returns: the exit code: 0; 255 for what the director refused, for an option that cannot be
  ///   read and for a first option that is no command; 2 for words against the rules and where
  ///   there is no IPVS; 1 for a listing that failed and for output that could not be written.
  public static func run(_ surroundings: Surroundings) -> Int32 {
    let program = surroundings.words.first ?? ""
    let words = surroundings.words.dropFirst()
    let name = Name(program)
    // The two scripts of 1.31 call `ipvsadm`, and so messages name that.
    let run = Run(surroundings, program: name == .ipvsadm ? program : "ipvsadm")
    let exitCode =
      switch name {
      case .ipvsadm: LineWords.with(words) { run.commandLine($0) }
      case .save: run.save(words)
      case .restore: run.restore()
      }
    run.output.finish()
    guard let failure = run.output.failure else { return exitCode }
    run.output.complain("ipvsadm: cannot write standard output: \(failure)\n")
    return 1
  }

  /// The names under which the program is installed.
  private enum Name {
    case ipvsadm
    case save
    case restore

    init(_ program: ByteString) {
      let bytes = program.bytes
      let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? bytes.startIndex
      let base = ByteString(bytes[start...])
      if base == "ipvsadm-save" {
        self = .save
      } else if base == "ipvsadm-restore" {
        self = .restore
      } else {
        self = .ipvsadm
      }
    }
  }
}

/// One run of a program.
struct Run {
  let surroundings: Surroundings
  let parser: LineParser
  let output: Output
  let runner: CommandRunner

  init(_ surroundings: Surroundings, program: ByteString) {
    self.surroundings = surroundings
    parser = LineParser(
      program: program, resolver: surroundings.resolver,
      endsAtFirstWord: surroundings.endsOptionsAtFirstWord)
    output = Output(
      standardOutput: surroundings.standardOutput, standardError: surroundings.standardError)
    runner = CommandRunner(program: program, resolver: surroundings.resolver, output: output)
  }

  /// Runs `ipvsadm` itself.
  ///
  /// The director is opened before anything but the first option is read, as 1.31 does it; help
  /// and version need none.
  ///
  /// 1.31 then asks the director what it is, and ends where that is refused, as it is without
  /// privilege. Here a change goes without that question: it is refused just the same, and then the
  /// question decides what is said. Before anything else is said or done the question is asked.
  func commandLine(_ words: LineWords) -> Int32 {
    if parser.needsNoDirector(words) {
      return parseAndRun(words, on: nil)
    }
    return withDirector { parseAndRun(words, on: $0) }
  }

  private func parseAndRun(_ words: LineWords, on opened: OpenedDirector?) -> Int32 {
    do throws(Refusal) {
      switch (try parser.parse(words), opened) {
      case (.request(.change(let change, let name)), let opened?):
        return runner.run(.change(change, name), on: opened)
      case (.request(let request), let opened?):
        return asking(opened) { runner.run(request, on: opened) }
      case (.restore, let opened?):
        return asking(opened) {
          var restore = restore(on: opened)
          return restore.run(surroundings.standardInput)
        }
      case (.print(let own), _):
        runner.print(own)
        return 0
      case (.request, nil), (.restore, nil):
        // Only help and version come without a director.
        throw .tryHelp(program: parser.program)
      }
    } catch {
      let complain = { () -> Int32 in
        output.complain(error.message)
        return error.exitCode
      }
      return opened.map { asking($0, complain) } ?? complain()
    }
  }

  /// `ipvsadm-save [-n]`.
  func save(_ words: ArraySlice<ByteString>) -> Int32 {
    var isNumeric = false
    for word in words where word.bytes.first == UInt8(ascii: "-") {
      guard word == "-n" else {
        output.complain(
          """
          ipvsadm-save: Script to save the IPVS table to stdout.
             With the -n option, prints out the table in numeric format.

          """)
        return 1
      }
      isNumeric = true
    }
    return withDirector { opened in
      asking(opened) { runner.run(.save(isNumeric: isNumeric), on: opened) }
    }
  }

  /// `ipvsadm-restore`: the table is cleared only once every line has been found readable.
  func restore() -> Int32 {
    var input: [UInt8] = []
    do throws(Errno) {
      while true {
        let more = try surroundings.standardInput.read()
        if more.isEmpty { break }
        input += more
      }
    } catch {
      output.complain("ipvsadm-restore: cannot read standard input: \(error)\n")
      return 1
    }
    let requests: [Request]
    do throws(UnreadableLine) {
      requests = try self.requests(in: input)
    } catch {
      output.complain(error.refusal.message)
      output.complain(
        "ipvsadm-restore: line \(error.number) is wrong, the table is left as it was\n")
      return error.refusal.exitCode
    }
    return withDirector { opened in
      asking(opened) {
        let cleared = runner.run(.change(.flush, .flush), on: opened)
        guard cleared == 0 else { return cleared }
        var restore = restore(on: opened)
        return restore.run(requests)
      }
    }
  }

  private func restore(on opened: OpenedDirector) -> Restore {
    Restore(parser: parser, output: output, opened: opened, runner: runner)
  }

  /// A line of a file of rules that cannot be read, or asks for what no rule asks for.
  private struct UnreadableLine: Error {
    var number: Int
    var refusal: Refusal
  }

  /// What the lines ask for, names looked up and all: nothing is left that could fail later.
  private func requests(in input: [UInt8]) throws(UnreadableLine) -> [Request] {
    var requests: [Request] = []
    var reader = LineReader(BytesSource(input))
    var number = 0
    while let line = reader.next() {
      number += 1
      let words = LineWords(line: line)
      if words.isEmpty { continue }
      do throws(Refusal) {
        guard case .request(let request) = try parser.parse(words) else {
          throw .tryHelp(program: parser.program)
        }
        requests.append(request)
      } catch {
        throw UnreadableLine(number: number, refusal: error)
      }
    }
    return requests
  }

  private func withDirector(_ body: (OpenedDirector) -> Int32) -> Int32 {
    beginning(surroundings.openDirector, body)
  }

  /// Asks the director what it is, says of it what is to be said, and goes on where it answered.
  ///
  /// A change that is carried out passes this by, and its warning of an old version with it: there
  /// is generic netlink in IPVS since version 1.2.1, which needs no warning.
  private func asking(_ opened: OpenedDirector, _ body: () -> Int32) -> Int32 {
    beginning(opened.information) { information in
      if let warning = RefusalText.warning(information.version) { output.complain(warning) }
      return body()
    }
  }

  /// Goes on with what a first step gives; where that is refused, says so as 1.31 does.
  private func beginning<Result>(
    _ step: () throws(DirectorError) -> Result, _ body: (Result) -> Int32
  ) -> Int32 {
    let result: Result
    do throws(DirectorError) {
      result = try step()
    } catch {
      output.complain(RefusalText.initialization(error.errno))
      return 2
    }
    return body(result)
  }
}

/// Bytes that are at hand as a source.
final class BytesSource: ByteSource {
  private var rest: [UInt8]

  init(_ bytes: [UInt8]) {
    rest = bytes
  }

  func read() throws(Errno) -> [UInt8] {
    defer { rest = [] }
    return rest
  }
}
