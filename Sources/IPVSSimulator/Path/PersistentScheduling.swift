internal import IPVS

extension SimulatedDirector {
  /// A connection of a persistent service (`ip_vs_sched_persist`).
  ///
  /// The client's template decides if it can be used; the scheduler is asked otherwise, and a
  /// template made. Either way the template's timer starts anew with the template's timeout.
  func persistentConnection(
    for packet: Packet, of service: VirtualService, isError: Bool
  ) -> Outcome {
    var callID: ByteString?
    if service.traits.hasEngine {
      callID = self.callID(of: packet)
      guard callID != nil else { return .failed }
    }
    let key = PackedKey(templateFor: packet, of: service)
    let isOwnPort = packet.destination.port == service.port

    let template: Connection
    let server: ServerState
    if let (found, itsServer) = usableTemplate(key, callID) {
      template = found
      server = itsServer
    } else {
      guard let picked = pick(for: packet, of: service, isError: isError) else {
        return .noServer
      }
      server = picked
      let keepsPort = isOwnPort && service.port != FTPPort.control
      let made = makeTemplate(
        key, callID: callID, to: server, port: keepsPort ? server.endpoint.port : 0,
        timeout: UInt64(service.persistenceTimeout))
      guard let made else { return .failed }
      template = made
    }

    let usesServerPort = isOwnPort && server.endpoint.port != 0
    let made = makeConnection(
      for: packet, of: service, to: server,
      port: usesServerPort ? server.endpoint.port : packet.destination.port)
    guard let connection = made else {
      put(template)
      return .failed
    }
    attach(connection, to: template)
    countConnection(connection, service)
    return .scheduled(connection)
  }

  /// Lets a template control a new connection, and starts its timer anew.
  func attach(_ connection: Connection, to template: Connection) {
    connection.controller = template
    template.controlled += 1
    put(template)
  }

  /// The template of a key and its server, if it can be used.
  ///
  /// One whose server was removed, or has weight 0 while `expire_quiescent_template` is set, or is not
  /// the one that is wanted, is rejected: it gets a key that nobody looks for, and lives on until its
  /// timer ends it (`ip_vs_check_template`). An overloaded server is no reason.
  @inline(__always)
  func usableTemplate(
    _ key: PackedKey, _ callID: ByteString?, wanted: ServerState? = nil
  ) -> (Connection, ServerState)? {
    guard let template = connections.template(key, callID: callID) else { return nil }
    if let server = template.server, server.isAvailable,
      server.weight != 0 || sysctls.engine.expireQuiescentTemplate == 0,
      wanted == nil || wanted === server
    {
      return (template, server)
    }
    if !template.key.isRejected {
      let callID = connections.remove(template)
      template.key = template.key.rejected(profile.templateRejection)
      template.destination.port = ConnectionKey.rejectedPort
      connections.insert(template, callID: callID)
    }
    return nil
  }
}
