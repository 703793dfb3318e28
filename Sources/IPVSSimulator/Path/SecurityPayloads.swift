internal import IPVS

/// AH and ESP: they have no ports, and ride on the connection of their key exchange, which is UDP's
/// from port 500 to port 500. They begin none, and move no state.
extension SimulatedDirector {
  /// A client's packet.
  func handleSecurityPayload(_ packet: Packet) -> Verdict {
    guard !packet.isPassedOver,
      let connection = connections.entry(incoming: packet.keyExchange)
    else { return untouched(packet) }
    if connection.lostServer {
      guard sysctls.engine.expireNodestConn != 0 else { return .dropped }
      expireNow(connection)
      return untouched(packet)
    }
    countIncoming(packet, connection)
    if link != nil { noteRequest(connection) }
    let verdict = transmit(packet, by: connection)
    put(connection)
    switch verdict {
    case .forwarded(let server, let method):
      return .forwarded(Endpoint(server.address), method)
    case .answered, .refused, .passed, .dropped: return verdict
    }
  }

  /// A packet that may be a server's answer; nil where it is none.
  func handleSecurityAnswer(_ packet: Packet) -> Verdict? {
    guard !packet.isPassedOver,
      let connection = connections.entry(outgoing: packet.keyExchange)
    else { return nil }
    countOutgoing(packet, connection)
    put(connection)
    return .answered(Endpoint(connection.key.virtual.address))
  }
}

extension Packet {
  /// Whether balancing does not see it: with IPv6 AH is an extension header, behind which the kernel
  /// looks for the protocol, and here it finds none.
  var isPassedOver: Bool {
    transport == .authenticationHeader && destination.address.family == .ipv6
  }

  /// A packet of the key exchange between the same two.
  var keyExchange: Packet {
    var exchange = self
    exchange.transport = .udp
    exchange.source.port = 500
    exchange.destination.port = 500
    return exchange
  }
}
