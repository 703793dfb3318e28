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

  /// A connection that a server begins, whatever its weight and load (`ip_vs_new_conn_out`).
  ///
  /// That is what the persistence engine `sip` is there for, over UDP. Where the service is
  /// persistent it wants a Call-ID, which packets do not have here.
  private func beginConnection(_ packet: Packet, from server: ServerState) -> Verdict? {
    let service = server.service
    guard case .endpoint(_, let virtual) = service.identity,
      service.details.persistence == nil, service.details.persistenceEngine == "sip"
    else { return nil }
    var request = packet
    request.source = packet.destination
    request.destination = virtual
    let made = makeConnection(for: request, of: service, to: server, port: server.endpoint.port)
    guard let connection = made else { return nil }
    countConnection(connection, service)
    countOutgoing(packet, connection)
    moveState(of: connection, by: packet, .output)
    put(connection)
    return .answered(virtual)
  }
}
