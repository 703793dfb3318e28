internal import IPVS

extension SimulatedDirector {
  /// Moves the state of a connection by a packet, and sets the timeout that goes with it
  /// (`ip_vs_set_state`).
  @inline(__always)
  func moveState(
    of connection: Connection, by packet: Packet, _ direction: PacketDirection
  ) {
    switch packet.transport {
    case .tcp: moveTCPState(of: connection, by: packet, direction)
    case .udp:
      connection.timeout = jiffies(protocolTimeouts.udpSeconds)
      if direction == .output { assureController(of: connection) }
    case .sctp: moveSCTPState(of: connection, by: packet, direction)
    default: break
    }
  }

  @inline(__always)
  private func moveTCPState(
    of connection: Connection, by packet: Packet, _ direction: PacketDirection
  ) {
    let direction = seenDirection(of: connection, direction)
    let machine = TCPStateMachine(isSecure: sysctls.engine.secureTCP == EngineSettings.always)
    let state = machine.state(after: packet.flags, from: connection.tcpState, direction)
    if state != connection.tcpState {
      count(connection, asActive: state.isActive)
      if state == .established { assureController(of: connection) }
      connection.tcpState = state
    }
    connection.timeout = jiffies(protocolTimeouts[state])
  }

  /// Only an established association is active, and a packet without a chunk moves nothing.
  private func moveSCTPState(
    of connection: Connection, by packet: Packet, _ direction: PacketDirection
  ) {
    guard let event = SCTPEvent(packet.chunks) else { return }
    let direction = seenDirection(of: connection, direction)
    let state = SCTPStateMachine.state(after: event, from: connection.sctpState, direction)
    if state != connection.sctpState {
      count(connection, asActive: state == .established)
      if state == .established { assureController(of: connection) }
      connection.sctpState = state
    }
    connection.timeout = jiffies(state.timeout)
  }

  /// The direction by which a table goes: without a server's packet so far, a client's is the only
  /// one there is.
  private func seenDirection(
    of connection: Connection, _ direction: PacketDirection
  ) -> PacketDirection {
    guard connection.seesNoOutput else { return direction }
    switch direction {
    case .output:
      connection.seesNoOutput = false
      return .output
    case .input, .inputOnly: return .inputOnly
    }
  }

  /// Marks the template of a connection that is known to work (`ip_vs_control_assure_ct`).
  private func assureController(of connection: Connection) {
    guard let controller = connection.controller, controller.kind == .template else { return }
    controller.isAssured = true
  }

  /// Seconds in jiffies.
  func jiffies(_ seconds: UInt32) -> UInt64 { UInt64(seconds) &* clock.ticksPerSecond }
}
