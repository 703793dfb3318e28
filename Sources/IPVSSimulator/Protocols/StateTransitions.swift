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
    default: break
    }
  }

  @inline(__always)
  private func moveTCPState(
    of connection: Connection, by packet: Packet, _ direction: PacketDirection
  ) {
    var direction = direction
    if connection.seesNoOutput {
      switch direction {
      case .output: connection.seesNoOutput = false
      case .input: direction = .inputOnly
      case .inputOnly: break
      }
    }
    let machine = TCPStateMachine(isSecure: sysctls.engine.secureTCP == EngineSettings.always)
    let state = machine.state(after: packet.flags, from: connection.tcpState, direction)
    if state != connection.tcpState {
      count(connection, asActive: state.isActive)
      if state == .established { assureController(of: connection) }
      connection.tcpState = state
    }
    connection.timeout = jiffies(protocolTimeouts[state])
  }

  /// Marks the template of a connection that is known to work (`ip_vs_control_assure_ct`).
  private func assureController(of connection: Connection) {
    guard let controller = connection.controller, controller.kind == .template else { return }
    controller.isAssured = true
  }

  /// Seconds in jiffies.
  func jiffies(_ seconds: UInt32) -> UInt64 { UInt64(seconds) &* clock.ticksPerSecond }
}
