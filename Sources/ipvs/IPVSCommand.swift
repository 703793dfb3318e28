import ArgumentParser
import Glibc

/// The second program, for operators: one verb a file.
@main
struct IPVSCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ipvs", abstract: "Answers what operators of IPVS ask.",
    subcommands: [Simulate.self])

  /// Runs the program.
  ///
  /// Words against the rules end with 2, as everywhere in this project; the library has 64.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      if !message.isEmpty {
        Stream.write(Array((message + "\n").utf8), to: code.isSuccess ? .output : .errors)
      }
      Glibc.exit(code == .validationFailure ? ExitStatus.usage.rawValue : code.rawValue)
    }
  }
}

/// How the program ends.
enum ExitStatus: Int32 {
  /// All is well.
  case success = 0
  /// A check found a difference.
  case differs = 1
  /// Words or a file that are against the rules.
  case usage = 2
  /// The director failed, or a file could not be read or written.
  case failure = 3

  /// What ends the program so, without another message.
  var exit: ExitCode { ExitCode(rawValue) }
}
