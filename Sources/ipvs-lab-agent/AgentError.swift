internal import Glibc

/// Why the agent stops.
enum AgentError: Error {
  /// It was called in a wrong way: exit status 2.
  case usage(String)
  /// Something did not work: exit status 1.
  case failed(String)

  /// What there is to say.
  var message: String {
    switch self {
    case .usage(let message), .failed(let message): message
    }
  }

  /// A C function failed and left its reason in `errno`.
  static func system(_ what: String) -> AgentError {
    let reason = errno
    return .failed("\(what): \(String(cString: strerror(reason)))")
  }
}

/// Throws what `errno` says where a C function returned -1; returns what it returned else.
@discardableResult
func checked(_ result: Int32, _ what: @autoclosure () -> String) throws(AgentError) -> Int32 {
  guard result != -1 else { throw .system(what()) }
  return result
}
