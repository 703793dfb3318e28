internal import IPVS

extension SimulatedDirector {
  /// How long a new entry lives before its first packet sets it, in seconds.
  private static let firstTimeout: UInt64 = 3

  /// Makes a connection and puts it into the table, unless it is for one packet only
  /// (`ip_vs_conn_new`); nil where the table is full.
  ///
  /// - Parameters:
  ///   - server: its server; nil past the balancer.
  ///   - port: the port of the server that NAT uses.
  func makeConnection(
    for packet: Packet, of service: VirtualService, to server: ServerState?, port: UInt16
  ) -> Connection? {
    let nowhere: IPAddress =
      switch packet.destination.address.family {
      case .ipv4: .v4(IPv4Address(rawValue: 0))
      case .ipv6: .v6(IPv6Address(high: 0, low: 0))
      }
    let connection = make(
      key: PackedKey(incoming: packet),
      destination: Endpoint(server?.endpoint.address ?? nowhere, port: port),
      forwarding: server?.details.forwarding ?? .bypass, to: server,
      isOnePacket: service.traits.isOnePacket && packet.transport == .udp)
    if link != nil, packet.mark != 0, let connection {
      syncHistory[connection].mark = packet.mark
    }
    return connection
  }

  /// Makes a template and puts it into the table; nil where that is full.
  func makeTemplate(
    _ key: PackedKey, callID: ByteString?, to server: ServerState, port: UInt16, timeout: UInt64
  ) -> Connection? {
    let template = make(
      key: key, callID: callID, destination: Endpoint(server.endpoint.address, port: port),
      forwarding: server.details.forwarding, to: server, isOnePacket: false)
    template?.timeout = timeout
    if link != nil, let template, let mark = server.service.mark {
      syncHistory[template].mark = mark
    }
    return template
  }

  /// Makes an entry and puts it into the table, unless it is for one packet only; nil where that is
  /// full.
  @inline(__always)
  func make(
    key: PackedKey, callID: ByteString? = nil, destination: Endpoint, forwarding: ForwardingMethod,
    to server: ServerState?, isOnePacket: Bool
  ) -> Connection? {
    // Templates count, and what is for one packet is subject to the limit, too.
    guard connections.count < sysctls.engine.connectionLimit else { return nil }
    let entry = Connection(
      record: storage.insert(
        EntryRecord(
          number: connections.nextNumber(), key: key, destination: destination,
          forwarding: forwarding, isOnePacket: isOnePacket,
          server: server, timeout: SimulatedDirector.firstTimeout &* clock.ticksPerSecond)))
    if link != nil { syncHistory.begin(entry, at: clock.now) }
    bind(entry)
    if !isOnePacket { connections.insert(entry, callID: callID) }
    return entry
  }

  /// Lets go of an entry after a packet: its timer starts anew, or it ends if it was for that packet
  /// only (`ip_vs_conn_put`).
  func put(_ entry: Connection) {
    if entry.isOnePacket {
      release(entry)
    } else {
      armTimer(of: entry)
    }
  }
}
