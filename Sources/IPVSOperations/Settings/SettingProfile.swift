public import IPVS

/// A set of values for a purpose.
public enum SettingProfile: String, Hashable, Sendable, CaseIterable {
  /// Clients leave a server that is quiesced or removed as soon as they can.
  case failover
  /// Clients stay with their server as long as anything of it is left.
  case sticky

  /// What it stands for, in the order in which it is set.
  public var values: [(name: SysctlName, value: String)] {
    switch self {
    case .failover:
      [
        (.expireNodestConn, "1"), (.expireQuiescentTemplate, "1"), (.connReuseMode, "1"),
      ]
    case .sticky:
      [
        (.expireNodestConn, "0"), (.expireQuiescentTemplate, "0"), (.connReuseMode, "1"),
      ]
    }
  }

  /// What it is for, in a sentence.
  public var purpose: String {
    switch self {
    case .failover:
      "clients leave a server that is quiesced or removed with their next connection, and "
        + "connections of a removed server end at once"
    case .sticky:
      "clients stay with their server while its weight is 0, and its connections outlive its removal"
    }
  }
}
