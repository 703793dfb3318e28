public import IPVS

/// Something of a director, or of a file of rules, that will bite or may surprise.
public struct Finding: Hashable, Sendable {
  /// The name of its rule, which stays the same: small letters and hyphens.
  public var name: String
  /// How bad it is.
  public var severity: Severity
  /// What it is about.
  public var object: Object
  /// The line of the file of rules that makes the object; nil for a live table and for settings.
  public var line: Int?
  /// What happens and why, with the numbers at hand: sentences.
  public var reason: String
  /// What to type against it, one command an element.
  public var mend: [String]

  /// How bad a finding is.
  public enum Severity: Hashable, Sendable, Comparable {
    /// It may surprise.
    case note
    /// It will bite.
    case warning
  }

  /// What a finding is about.
  public enum Object: Hashable, Sendable {
    /// A service.
    case service(ServiceIdentity)
    /// A server of a service.
    case server(ServiceIdentity, Endpoint)
    /// A setting below `net.ipv4.vs`.
    case setting(SysctlName)
    /// The director's timeouts.
    case timeouts
    /// A line of the file of rules.
    case line(Int)
  }

  /// A finding.
  public init(
    name: String, severity: Severity, object: Object, line: Int? = nil, reason: String,
    mend: [String]
  ) {
    self.name = name
    self.severity = severity
    self.object = object
    self.line = line
    self.reason = reason
    self.mend = mend
  }
}
