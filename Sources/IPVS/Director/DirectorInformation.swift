/// What a director says of itself.
public struct DirectorInformation: Hashable, Sendable {
  /// The version of IPVS (`IPVS_INFO_ATTR_VERSION`).
  public var version: Version
  /// How many chains the connection table has (`IPVS_INFO_ATTR_CONN_TAB_SIZE`).
  public var connectionTableSize: UInt32

  /// A version and a table size.
  public init(version: Version, connectionTableSize: UInt32) {
    self.version = version
    self.connectionTableSize = connectionTableSize
  }

  /// The version of IPVS, which has hardly moved since 2003; it is not the kernel's version.
  public struct Version: RawRepresentable, Hashable, Sendable, Comparable {
    /// Three bytes: 0x010201 is 1.2.1.
    public let rawValue: UInt32

    /// The version with these three bytes.
    public init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// The first number.
    public var major: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 16) }
    /// The second number.
    public var minor: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 8) }
    /// The third number.
    public var patch: UInt8 { UInt8(truncatingIfNeeded: rawValue) }

    /// Whether one version is older than another.
    public static func < (left: Version, right: Version) -> Bool {
      left.rawValue < right.rawValue
    }
  }
}
