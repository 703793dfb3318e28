/// Why a director did not do what it was asked to.
public struct DirectorError: Error, Hashable, Sendable {
  /// The kind of failure.
  public let reason: Reason
  /// The error number: the kernel's own where it gave one, else the one that fits the reason.
  public let errno: Errno

  /// A failure of a kind, with its error number.
  public init(_ reason: Reason, _ errno: Errno) {
    self.reason = reason
    self.errno = errno
  }

  /// The kinds of failure.
  public enum Reason: Hashable, Sendable {
    /// The director understood the request and refused it.
    case refused
    /// There is no IPVS: the kernel knows no generic netlink family of that name.
    case notAvailable
    /// The request could not be sent, or the answer not be received.
    case transport
    /// No answer came within the time limit.
    case noAnswer
    /// An answer came that cannot be read.
    case malformedAnswer
    /// A listing was interrupted by changes again and again.
    case interruptedListing
    /// A listing ended before its end.
    case endedListing
    /// The kernel has no setting of that name.
    case noSuchSysctl
    /// The kernel does not take the value for that setting.
    case sysctlRefused
  }
}

extension DirectorError: CustomStringConvertible {
  /// A sentence for people.
  public var description: String {
    switch reason {
    case .refused: errno.description
    case .notAvailable: "the kernel has no IPVS (\(errno))"
    case .transport: "cannot talk to the kernel: \(errno)"
    case .noAnswer: "the kernel did not answer in time"
    case .malformedAnswer: "the kernel's answer cannot be read"
    case .endedListing: "the listing ended before its end"
    case .interruptedListing: "the table changed all the while it was read"
    case .noSuchSysctl: "the kernel has no such setting below net.ipv4.vs"
    case .sysctlRefused: "the kernel does not take this value: \(errno)"
    }
  }
}
