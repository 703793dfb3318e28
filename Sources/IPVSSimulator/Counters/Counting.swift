internal import IPVS

extension Packet {
  /// The length of a packet in bytes: headers without options, without the data that it carries.
  ///
  /// | | IPv4 | IPv6 |
  /// |---|---|---|
  /// | TCP | 40 | 60 |
  /// | UDP | 28 | 48 |
  /// | SCTP | 32 and its chunks | 52 and its chunks |
  /// | AH | 44 | 64 |
  /// | ESP | 36 | 56 |
  /// | others | 20 | 40 |
  var length: UInt64 {
    let outer: UInt64 = destination.address.family == .ipv4 ? 20 : 40
    let inner: UInt64 =
      switch transport {
      case .tcp: 20
      case .udp: 8
      case .sctp: 12 + UInt64(chunks.length)
      case .authenticationHeader: 24
      case .encapsulatingSecurityPayload: 16
      default: 0
      }
    return outer + inner
  }
}

extension SimulatedDirector {
  /// Counts a new connection for its server and service (`ip_vs_conn_stats`).
  func countConnection(_ connection: Connection, _ service: VirtualService) {
    let look = estimator.lastLook(at: clock.now)
    _ = connection.withServer { $0.counters.count(after: look) { $0.connections &+= 1 } }
    service.counters.count(after: look) { $0.connections &+= 1 }
  }

  /// Counts a client's packet; not for a server that was removed (`ip_vs_in_stats`).
  func countIncoming(_ packet: Packet, _ connection: Connection) {
    countIncoming(bytes: packet.length &+ dataLength, connection)
  }

  /// Counts a packet of so many bytes that comes from the client.
  func countIncoming(bytes: UInt64, _ connection: Connection) {
    count(for: connection) { counters in
      counters.incomingPackets &+= 1
      counters.incomingBytes &+= bytes
    }
  }

  /// Counts a server's packet; not for a server that was removed (`ip_vs_out_stats`).
  func countOutgoing(_ packet: Packet, _ connection: Connection) {
    countOutgoing(bytes: packet.length &+ dataLength, connection)
  }

  /// Counts a packet of so many bytes that goes to the client.
  func countOutgoing(bytes: UInt64, _ connection: Connection) {
    count(for: connection) { counters in
      counters.outgoingPackets &+= 1
      counters.outgoingBytes &+= bytes
    }
  }

  @inline(__always)
  private func count(for connection: Connection, _ body: (inout Counters) -> Void) {
    _ = connection.withServer { server in
      guard server.isAvailable else { return }
      let look = estimator.lastLook(at: clock.now)
      server.counters.count(after: look, body)
      server.unretainedService._withUnsafeGuaranteedRef { $0.counters.count(after: look, body) }
    }
  }
}
