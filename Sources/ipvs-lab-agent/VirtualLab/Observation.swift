internal import IPVS

/// What was seen around a director after one packet.
struct Observation {
  private let packet: IPVS.Packet
  private let wire: WirePacket
  private var found: Verdict?
  private var isDeliveredLocally = false
  private var isRefused = false
  private var isRouted = false

  init(_ packet: IPVS.Packet, _ wire: WirePacket) {
    self.packet = packet
    self.wire = wire
  }

  /// What became of the packet.
  ///
  /// The host's own answers, resets and port unreachable, come with local delivery, which thus
  /// counts before them.
  var verdict: Verdict {
    if let found { return found }
    if isDeliveredLocally || isRouted { return .passed }
    return isRefused ? .refused : .dropped
  }

  /// Takes account of a packet that came out of a device.
  ///
  /// - Parameter server: whose device it was; nil for the clients'.
  mutating func add(_ bytes: [UInt8], server: IPAddress?) {
    guard let seen = SeenPacket(bytes) else { return }
    if seen.isPortUnreachable {
      isRefused = true
    } else if seen.protocolNumber == UInt8(truncatingIfNeeded: packet.transport.rawValue),
      !seen.wraps(wire)
    {
      addSameProtocol(seen, server: server)
    } else if let server, seen.wraps(wire) {
      found = .forwarded(Endpoint(server, port: packet.destination.port), .tunnel)
    }
  }

  /// Takes account of what the host itself got.
  mutating func addLocal(_ bytes: [UInt8]) {
    // What another director tells this one.
    if let seen = SeenPacket(bytes), case .v4(let group) = seen.destination.address,
      group.isMulticast, packet.source.address.family == .ipv4
    {
      return
    }
    isDeliveredLocally = true
    // IPv4's raw sockets give the IP header too. The only sign of a server on the director itself
    // is that the port was changed.
    let body = packet.source.address.family == .ipv4 ? bytes.dropFirst(20) : bytes[...]
    let ports = Array(body.prefix(4))
    guard packet.transport.hasPorts, ports.count == 4, found == nil else { return }
    let port = UInt16(ports[2]) << 8 | UInt16(ports[3])
    guard port != packet.destination.port else { return }
    found = .forwarded(Endpoint(packet.destination.address, port: port), .local)
  }

  /// Takes account of a packet that came out as it went in, and whose addresses say no more than that.
  private mutating func addRouted(server: IPAddress?) {
    switch packet.side {
    case .server where server == nil: found = .answered(packet.source)
    case .clients, .server: isRouted = true
    }
  }

  private mutating func addSameProtocol(_ seen: SeenPacket, server: IPAddress?) {
    if seen.source == packet.source, seen.destination == packet.destination {
      if let server, server != seen.destination.address {
        found = .forwarded(Endpoint(server, port: seen.destination.port), .directRoute)
      } else {
        addRouted(server: server)
      }
    } else if seen.source == packet.source {
      found = .forwarded(seen.destination, .masquerade)
    } else if seen.destination == packet.destination {
      found = .answered(seen.source)
    }
    // What is left is the host's own reset to the sender.
  }
}
