internal import IPVS

extension SimulatedDirector {
  /// A packet to one of the director's addresses (`ip_vs_in_hook`).
  func handleRequest(_ packet: Packet) -> Verdict {
    switch packet.transport {
    case .tcp, .udp, .sctp: break
    case .authenticationHeader, .encapsulatingSecurityPayload:
      return handleSecurityPayload(packet)
    default: return untouched(packet)
    }
    var found = connections.entry(incoming: packet)
    if let connection = found, isToBeScheduledAnew(packet, connection) {
      if connection.controlled == 0 { expireNow(connection) }
      found = nil
    }
    if let connection = found, connection.lostServer {
      guard sysctls.engine.expireNodestConn != 0 else { return .dropped }
      expireNow(connection)
      found = nil
    }
    if let connection = found { return handOn(packet, by: connection) }
    return schedule(packet)
  }

  /// Whether a packet begins a new connection though there is one with its addresses and ports.
  private func isToBeScheduledAnew(_ packet: Packet, _ connection: Connection) -> Bool {
    guard packet.isFirstOfConnection else { return false }
    if sysctls.engine.expireNodestConn != 0, let server = connection.server, server.weight == 0 {
      return true
    }
    let mode = sysctls.engine.connReuseMode
    guard mode != 0, connection.controller == nil else { return false }
    if packet.transport == .sctp { return connection.sctpState == .closed }
    switch connection.tcpState {
    case .timeWait, .close: return true
    case .finWait: return mode & 2 != 0 && connection.seesNoOutput
    case .none, .established, .synSent, .synReceived, .closeWait, .lastAck, .listen, .synAck:
      return false
    }
  }

  /// A client's packet of a connection: counted, moved in state, sent on, its timer started anew.
  func handOn(_ packet: Packet, by connection: Connection) -> Verdict {
    countIncoming(packet, connection)
    moveState(of: connection, by: packet, .input)
    let verdict = transmit(packet, by: connection)
    connection.record.pointee.countPacket()
    // A connection for one packet leaves its count with the template.
    if connection.isOnePacket { connection.controller?.record.pointee.countPacket() }
    if link != nil { noteRequest(connection) }
    put(connection)
    return verdict
  }

  /// What reaches the server, if the server is another machine.
  @inline(__always)
  func transmit(_ packet: Packet, by connection: Connection) -> Verdict {
    switch connection.forwarding {
    case .masquerade where surroundings.isLoopback(connection.destination.address):
      // A packet from outside is not rewritten to a loopback address: too late to go on, as nobody
      // may come from there.
      .dropped
    case .masquerade:
      isOwn(connection.destination.address)
        ? .passed : .forwarded(connection.destination, .masquerade)
    case .tunnel where connection.server == nil:
      // How to wrap is said by the server, which only what a master told may lack.
      .dropped
    case .directRoute, .tunnel:
      isOwn(connection.destination.address)
        ? .passed
        : .forwarded(
          Endpoint(connection.destination.address, port: packet.destination.port),
          connection.forwarding)
    case .bypass:
      // With IPv6 a packet to the director itself comes here too, and has nowhere to go.
      isOwn(packet.destination.address) ? .dropped : .forwarded(packet.destination, .bypass)
    default: untouched(packet)
    }
  }
}

extension Packet {
  /// Whether a connection begins with it, even one that is there already (`is_new_conn`): TCP with
  /// SYN, SCTP whose first chunk is `INIT`.
  fileprivate var isFirstOfConnection: Bool {
    switch transport {
    case .tcp: flags.contains(.syn)
    case .sctp: chunks.first == .initiation
    default: false
    }
  }
}
