public import IPVSSimulator

/// What is to be known of a kernel besides its director.
public struct KernelFacts: Hashable, Sendable {
  /// Its version; nil where nobody knows.
  public var version: KernelVersion?
  /// Ticks a second (`HZ`); nil where nobody knows.
  public var ticksPerSecond: UInt64?
  /// The first port that needs no privilege (`net.ipv4.ip_unprivileged_port_start`): an FTP service
  /// takes connections to all from there on.
  public var unprivilegedPortStart: UInt16

  /// What is known; a port of 1024 where nothing is said, as every kernel has it at the start.
  public init(
    version: KernelVersion? = nil, ticksPerSecond: UInt64? = nil,
    unprivilegedPortStart: UInt16 = 1024
  ) {
    self.version = version
    self.ticksPerSecond = ticksPerSecond
    self.unprivilegedPortStart = unprivilegedPortStart
  }
}

extension KernelFacts {
  /// What there is to know of a simulated kernel.
  public init(level: KernelLevel, ticksPerSecond: UInt64) {
    let version =
      switch level {
      case .v5_10: KernelVersion(5, 10, 262)
      case .uml6_1_176: KernelVersion(6, 1, 176)
      case .v6_1: KernelVersion(6, 1, 192)
      case .v6_12: KernelVersion(6, 12, 118)
      case .v7_2: KernelVersion(7, 2, 13)
      }
    self.init(version: version, ticksPerSecond: ticksPerSecond)
  }
}
