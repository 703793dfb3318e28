internal import IPVS

/// How long a connection stays in a state without a packet.
struct ProtocolTimeouts {
  private var established = TCPState.established.defaultTimeout
  private var finWait = TCPState.finWait.defaultTimeout
  private var udp: UInt32 = 300

  /// The timeouts that a command can set, in seconds.
  var settable: Timeouts { Timeouts(tcp: established, tcpFin: finWait, udp: udp) }

  /// The timeout of a state, in seconds.
  subscript(state: TCPState) -> UInt32 {
    switch state {
    case .established: established
    case .finWait: finWait
    case .none, .synSent, .synReceived, .timeWait, .close, .closeWait, .lastAck, .listen, .synAck:
      state.defaultTimeout
    }
  }

  /// The timeout of a UDP connection, in seconds.
  var udpSeconds: UInt32 { udp }

  /// The longest that can be set, in seconds: `INT_MAX` jiffies.
  static func limit(ticksPerSecond: UInt64) -> UInt64 { UInt64(Int32.max) / ticksPerSecond }

  /// Sets those that are not 0; throws `EINVAL` where one is too long, and sets none then.
  mutating func set(_ timeouts: Timeouts, ticksPerSecond: UInt64) throws(Errno) {
    let limit = ProtocolTimeouts.limit(ticksPerSecond: ticksPerSecond)
    for value in [timeouts.tcp, timeouts.tcpFin, timeouts.udp] where UInt64(value) > limit {
      throw .invalidArgument
    }
    if timeouts.tcp != 0 { established = timeouts.tcp }
    if timeouts.tcpFin != 0 { finWait = timeouts.tcpFin }
    if timeouts.udp != 0 { udp = timeouts.udp }
  }
}
