internal import IPVS

extension SimulatedDirector {
  /// A packet that may be a server's answer (`ip_vs_out_hook`); nil where it is none.
  func handleReply(_ packet: Packet) -> Verdict? {
    if let connection = connections.entry(outgoing: packet) {
      countOutgoing(packet, connection)
      moveState(of: connection, by: packet, .output)
      put(connection)
      return .answered(connection.record.pointee.key.virtualEndpoint)
    }
    if !packet.transport.hasPorts { return handleSecurityAnswer(packet) }
    guard case .server = packet.side,
      let server = realServers.natServer(packet.transport, at: packet.source)
    else { return nil }
    if packet.transport == .udp, let verdict = beginConnection(packet, from: server) {
      return verdict
    }
    // A server that answers without a connection can be told so.
    guard sysctls.engine.natICMPSend != 0,
      isToldOfMissingConnection(packet)
    else { return nil }
    return .refused
  }

  /// Whether a server can be told that there is no connection: not by what ends one itself.
  private func isToldOfMissingConnection(_ packet: Packet) -> Bool {
    switch packet.transport {
    case .udp: true
    case .tcp: !packet.flags.contains(.rst)
    case .sctp: packet.chunks.first != .abort
    default: false
    }
  }
}
