internal import IPVS

extension Packet {
  /// The length of a packet in bytes: headers without options, and no data.
  ///
  /// | | IPv4 | IPv6 |
  /// |---|---|---|
  /// | TCP | 40 | 60 |
  /// | UDP | 28 | 48 |
  /// | others | 20 | 40 |
  var length: UInt64 {
    let outer: UInt64 = destination.address.family == .ipv4 ? 20 : 40
    let inner: UInt64 =
      switch transport {
      case .tcp: 20
      case .udp: 8
      default: 0
      }
    return outer + inner
  }
}

extension SimulatedDirector {
  /// Counts a new connection for its server and service (`ip_vs_conn_stats`).
  func countConnection(_ connection: Connection, _ service: VirtualService) {
    connection.server?.counters.connections &+= 1
    service.counters.connections &+= 1
  }

  /// Counts a client's packet; not for a server that was removed (`ip_vs_in_stats`).
  func countIncoming(_ packet: Packet, _ connection: Connection) {
    guard let server = connection.server, server.isAvailable else { return }
    server.counters.incomingPackets &+= 1
    server.counters.incomingBytes &+= packet.length
    server.service.counters.incomingPackets &+= 1
    server.service.counters.incomingBytes &+= packet.length
  }

  /// Counts a server's packet; not for a server that was removed (`ip_vs_out_stats`).
  func countOutgoing(_ packet: Packet, _ connection: Connection) {
    countOutgoing(bytes: packet.length, connection)
  }

  /// Counts a packet of so many bytes that goes to the client.
  func countOutgoing(bytes: UInt64, _ connection: Connection) {
    guard let server = connection.server, server.isAvailable else { return }
    server.counters.outgoingPackets &+= 1
    server.counters.outgoingBytes &+= bytes
    server.service.counters.outgoingPackets &+= 1
    server.service.counters.outgoingBytes &+= bytes
  }
}
