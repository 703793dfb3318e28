internal import ArgumentParser
internal import IPVS
internal import IPVSCommandLine

/// The second program, for operators: one verb a file.
struct IPVSCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ipvs", abstract: "Answers what operators of IPVS ask.",
    subcommands: [
      Show.self, Connections.self, TraceVerb.self, DrainVerb.self, Check.self, SysctlVerb.self,
      Simulate.self,
    ])
}

/// One run of `ipvs`, its words understood already.
public struct OperatorProgram {
  private let outcome: Outcome

  private enum Outcome {
    case verb(any Verb)
    /// Help, a version, completions or a mistake: a message, and how the program ends.
    case message(String, ExitStatus)
  }

  /// Understands words; the program's own name is not among them.
  ///
  /// Words against the rules end with 2, as everywhere in this project; the library has 64.
  public init(words: [String]) {
    do {
      var command = try IPVSCommand.parseAsRoot(words)
      if let verb = command as? any Verb {
        outcome = .verb(verb)
      } else {
        try command.run()
        outcome = .message("", .success)
      }
    } catch {
      outcome = .message(
        IPVSCommand.fullMessage(for: error),
        IPVSCommand.exitCode(for: error).isSuccess ? .success : .usage)
    }
  }

  /// Does what was asked for.
  ///
  /// - Returns: the exit status.
  public func run(in surroundings: VerbSurroundings) -> Int32 {
    switch outcome {
    case .message(let message, let status):
      let sink = status == .success ? surroundings.output : surroundings.errors
      if !message.isEmpty { try? sink.write(Array((message + "\n").utf8).span) }
      return status.rawValue
    case .verb(let verb):
      do throws(VerbFailure) {
        return try verb.run(in: surroundings).rawValue
      } catch {
        surroundings.complain(error.message)
        if !error.advice.isEmpty { surroundings.complain(error.advice) }
        if verb.wantsJSON { try? surroundings.print(ErrorDocument(error).json) }
        return error.status.rawValue
      }
    }
  }
}
