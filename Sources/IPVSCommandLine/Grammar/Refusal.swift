import IPVS

/// Why a command line is not run: what is printed, and how the program ends.
struct Refusal: Error {
  /// The lines for standard error, each with its newline.
  var message: ByteString
  /// The program's exit code.
  var exitCode: Int32
  /// Whether `-R` goes on with its next line.
  var restoreGoesOn: Bool

  /// The words contradict the rules: one line, exit code 2.
  static func invalid(_ message: ByteString) -> Refusal {
    Refusal(message: "\(message)\n", exitCode: 2, restoreGoesOn: false)
  }

  /// The first option is no command: the sentence that names the help, exit code 255.
  static func tryHelp(program: ByteString) -> Refusal {
    Refusal(
      message: "Try `\(program) -h' or '\(program) --help' for more information.\n",
      exitCode: 255, restoreGoesOn: false)
  }

  /// A word behind the first option that cannot be read: exit code 255, and `-R` skips the line.
  static func unreadable(_ failure: WordScanner.Failure) -> Refusal {
    Refusal(
      message: "\(failure.word): \(failure.problem.text)\n", exitCode: 255,
      restoreGoesOn: true)
  }
}
