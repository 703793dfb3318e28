public import IPVS

/// Why a verb could not do what it was asked to, for people: what was tried, on what, why it failed,
/// and what to do next.
public struct VerbFailure: Error, Hashable, Sendable {
  /// How the program ends.
  public var status: ExitStatus
  /// What was tried, on what, and why it failed, as one sentence without a period.
  public var message: String
  /// What to do next, as one sentence without a period; empty where nobody knows.
  public var advice: String

  /// A failure.
  public init(_ status: ExitStatus, _ message: String, advice: String = "") {
    self.status = status
    self.message = message
    self.advice = advice
  }

  /// A director's failure to do something.
  ///
  /// - Parameter attempt: what was tried, such as `cannot list the services`.
  public init(_ attempt: String, _ error: DirectorError) {
    self.init(.failure, "\(attempt): \(error)", advice: Self.advice(for: error))
  }

  private static func advice(for error: DirectorError) -> String {
    switch (error.reason, error.errno) {
    case (.refused, .notPermitted), (.sysctlRefused, .permissionDenied),
      (.sysctlRefused, .notPermitted):
      "this needs the capability CAP_NET_ADMIN: run it as root"
    case (.sysctlRefused, .readOnlyFileSystem):
      "/proc/sys is read-only here, as in many containers: set it on the host"
    case (.refused, .noSuchProcess):
      "'ipvs show' lists the services that there are"
    case (.notAvailable, _):
      "load it with 'modprobe ip_vs', or try things without it: 'ipvs simulate --help'"
    case (.noSuchSysctl, _):
      "'ipvs sysctl' lists those that it has"
    case (.interruptedListing, _), (.noAnswer, _):
      "try again"
    case (.refused, _), (.transport, _), (.malformedAnswer, _), (.endedListing, _),
      (.sysctlRefused, _):
      ""
    }
  }
}
