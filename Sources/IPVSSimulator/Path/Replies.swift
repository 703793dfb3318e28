internal import IPVS

extension SimulatedDirector {
  /// A packet that may be a server's answer (`ip_vs_out_hook`); nil where it is none.
  func handleReply(_ packet: Packet) -> Verdict? {
    if let connection = connections.entry(answeredBy: ConnectionKey(outgoing: packet)) {
      countOutgoing(packet, connection)
      moveState(of: connection, by: packet, .output)
      put(connection)
      // What is not rewritten looks like a packet that the host routed by itself.
      let virtual = connection.key.virtual
      return packet.source == virtual ? .passed : .answered(virtual)
    }
    // A server that answers without a connection can be told so.
    guard sysctls.isOn(SettingNames.natICMPSend), case .server = packet.side,
      packet.transport == .udp || packet.transport == .tcp && !packet.flags.contains(.rst),
      hasServer(packet.transport, at: packet.source)
    else { return nil }
    return .refused
  }

  /// Whether an address and port are those of a server that NAT is used for.
  private func hasServer(_ transport: TransportProtocol, at endpoint: Endpoint) -> Bool {
    serviceTable.all.contains { service in
      guard case .endpoint(transport, _) = service.identity else { return false }
      return service.server(at: endpoint)?.details.forwarding == .masquerade
    }
  }
}
