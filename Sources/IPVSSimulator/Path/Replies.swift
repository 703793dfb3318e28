internal import IPVS

extension SimulatedDirector {
  /// A packet that may be a server's answer (`ip_vs_out_hook`); nil where it is none.
  func handleReply(_ packet: Packet) -> Verdict? {
    if let connection = connections.entry(answeredBy: ConnectionKey(outgoing: packet)) {
      countOutgoing(packet, connection)
      moveState(of: connection, by: packet, .output)
      put(connection)
      return .answered(connection.key.virtual)
    }
    guard case .server = packet.side, let server = natServer(packet.transport, at: packet.source)
    else { return nil }
    if packet.transport == .udp, let verdict = beginConnection(packet, from: server) {
      return verdict
    }
    // A server that answers without a connection can be told so.
    guard sysctls.engine.natICMPSend != 0,
      packet.transport == .udp || packet.transport == .tcp && !packet.flags.contains(.rst)
    else { return nil }
    return .refused
  }

  /// The server of this address and port that NAT is used for, the one that was added last
  /// (`ip_vs_has_real_service`); one of a marked service has every protocol.
  private func natServer(_ transport: TransportProtocol, at endpoint: Endpoint) -> ServerState? {
    var newest: ServerState?
    for service in serviceTable.all {
      switch service.identity {
      case .endpoint(transport, _), .firewallMark: break
      case .endpoint: continue
      }
      guard let server = service.server(at: endpoint),
        server.details.forwarding == .masquerade, server.number > newest?.number ?? 0
      else { continue }
      newest = server
    }
    return newest
  }
}
