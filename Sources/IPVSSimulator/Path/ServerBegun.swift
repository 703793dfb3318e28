internal import IPVS

extension SimulatedDirector {
  /// A connection that a server begins, whatever its weight and load (`ip_vs_new_conn_out`).
  ///
  /// That is what the persistence engine `sip` is there for, over UDP and for services with an address
  /// and a port. Where the service is persistent, a packet without a Call-ID begins nothing, and with
  /// one the client has a template for this server afterwards: one for another server is rejected. A
  /// server without a port of its own begins nothing.
  func beginConnection(_ packet: Packet, from server: ServerState) -> Verdict? {
    let service = server.service
    guard case .endpoint(_, let virtual) = service.identity, virtual.port != 0,
      server.endpoint.port != 0,
      service.details.persistenceEngine == "sip"
    else { return nil }
    var request = packet
    request.source = packet.destination
    request.destination = virtual
    var template: Connection?
    if service.details.persistence != nil {
      guard let callID = callID(of: packet),
        let found = self.template(for: request, callID, of: service, to: server)
      else { return nil }
      template = found
    }
    let made = makeConnection(for: request, of: service, to: server, port: server.endpoint.port)
    guard let connection = made else {
      if let template { put(template) }
      return nil
    }
    if let template { attach(connection, to: template) }
    countConnection(connection, service)
    countOutgoing(packet, connection)
    moveState(of: connection, by: packet, .output)
    put(connection)
    return .answered(virtual)
  }

  /// The template that sends a client's packet to a server; a new one where there is none.
  ///
  /// Nil where the table is full.
  private func template(
    for request: Packet, _ callID: ByteString, of service: VirtualService, to server: ServerState
  ) -> Connection? {
    let key = PackedKey(templateFor: request, of: service)
    if let (template, _) = usableTemplate(key, callID, wanted: server) { return template }
    return makeTemplate(
      key, callID: callID, to: server, port: server.endpoint.port,
      timeout: UInt64(service.persistenceTimeout))
  }

  /// What the persistence engine `sip` goes by in the packet that is being handled; nil
  /// where it finds nothing.
  func callID(of packet: Packet) -> ByteString? {
    packet.transport == .udp ? SIPMessage.callID(in: data) : nil
  }
}
