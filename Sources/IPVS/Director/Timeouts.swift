/// The three timeouts of a director that can be set by command, in whole seconds.
public struct Timeouts: Hashable, Sendable {
  /// An established TCP connection (`IPVS_CMD_ATTR_TIMEOUT_TCP`).
  public var tcp: UInt32
  /// A TCP connection after a FIN (`IPVS_CMD_ATTR_TIMEOUT_TCP_FIN`).
  public var tcpFin: UInt32
  /// A UDP connection (`IPVS_CMD_ATTR_TIMEOUT_UDP`).
  public var udp: UInt32

  /// Three timeouts in seconds; in a change, 0 keeps what is set.
  public init(tcp: UInt32, tcpFin: UInt32, udp: UInt32) {
    self.tcp = tcp
    self.tcpFin = tcpFin
    self.udp = udp
  }
}
