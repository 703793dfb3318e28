/// How `ipvs` ends.
public enum ExitStatus: Int32, Sendable {
  /// All is well.
  case success = 0
  /// The answer is no: a check found something, a drain is not done.
  case no = 1
  /// Words or a file that are against the rules.
  case usage = 2
  /// The director failed or refused, a privilege lacks, or a file could not be read or written.
  case failure = 3
  /// The time that was given is over.
  case timeout = 124
  /// The user broke it off.
  case interrupted = 130
}
