/// The name of a setting below `net.ipv4.vs`.
///
/// Values are text, as the kernel gives and takes it: most are one number, `sync_threshold` is
/// two, `est_cpulist` is a list. Which names exist depends on the kernel; a director says
/// `noSuchSysctl` for those that it lacks.
public struct SysctlName: RawRepresentable, Hashable, Sendable {
  /// The last part of the name, such as `expire_nodest_conn`.
  public let rawValue: String

  /// A name of small letters, digits and `_`; nil for anything else, so that no name is a path.
  public init?(rawValue: String) {
    let isName = rawValue.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte.isASCIIDigit
        || byte == UInt8(ascii: "_")
    }
    guard isName, !rawValue.isEmpty else { return nil }
    self.rawValue = rawValue
  }

  private init(known name: String) {
    rawValue = name
  }

  /// Whether a template whose server has weight 0 stops to match (0 or not 0; default 0).
  public static let expireQuiescentTemplate = SysctlName(known: "expire_quiescent_template")
  /// Whether connections of a removed server end at once (0 or not 0; default 0).
  public static let expireNodestConn = SysctlName(known: "expire_nodest_conn")
  /// Whether a port that a client uses again is scheduled anew (bits 0 and 1; default 1).
  public static let connReuseMode = SysctlName(known: "conn_reuse_mode")
  /// Whether connections are kept in netfilter's table too (0 or 1; default 0).
  public static let conntrack = SysctlName(known: "conntrack")
}
