internal import IPVS

extension SimulatedDirector {
  /// A packet without a connection: a new one, if the protocol allows it and a service takes it.
  func schedule(_ packet: Packet) -> Verdict {
    if packet.transport == .sctp, packet.chunks.count == 0 { return .dropped }
    guard mayBegin(packet), let service = serviceTable.service(for: packet) else {
      return untouched(packet)
    }
    guard !defense.dropsPacket(sysctls.engine, now: clock.now) else { return .dropped }
    switch connection(for: packet, of: service) {
    case .scheduled(let connection): return handOn(packet, by: connection)
    case .ignored: return untouched(packet)
    case .noServer: return leave(packet, to: service)
    case .failed: return .dropped
    }
  }

  /// What became of the wish for a connection.
  enum Outcome {
    /// Here it is.
    case scheduled(Connection)
    /// The packet is none of the balancer's business.
    case ignored
    /// No server may be used.
    case noServer
    /// It cannot be made.
    case failed
  }

  /// Whether a packet may begin a connection (`conn_schedule` of its protocol): TCP with SYN and
  /// without RST, or without SYN where `sloppy_tcp` says so; UDP always; SCTP whose first chunk is
  /// `INIT`, or anything but `ABORT` where `sloppy_sctp` says so.
  @inline(__always)
  private func mayBegin(_ packet: Packet) -> Bool {
    switch packet.transport {
    case .tcp:
      guard !packet.flags.contains(.rst) else { return false }
      return packet.flags.contains(.syn) || sysctls.engine.sloppyTCP != 0
    case .sctp:
      guard packet.chunks.first != .abort else { return false }
      return packet.chunks.first == .initiation || sysctls.engine.sloppySCTP != 0
    default: return true
    }
  }

  /// A connection for a packet (`ip_vs_schedule`).
  @inline(__always)
  func connection(
    for packet: Packet, of service: VirtualService, isError: Bool = false
  ) -> Outcome {
    // A data connection of FTP is made by its server.
    guard packet.source.port != FTPPort.data else { return .ignored }
    if service.traits.isPersistent {
      return persistentConnection(for: packet, of: service, isError: isError)
    }
    // Without persistence a service with an address has one port.
    guard service.mark != nil || packet.destination.port == service.port else { return .noServer }
    guard let server = pick(for: packet, of: service, isError: isError) else {
      return .noServer
    }
    let port = server.endpoint.port != 0 ? server.endpoint.port : packet.destination.port
    guard let connection = makeConnection(for: packet, of: service, to: server, port: port) else {
      return .failed
    }
    countConnection(connection, service)
    return .scheduled(connection)
  }

  /// Asks the scheduler of a service.
  @inline(__always)
  func pick(
    for packet: Packet, of service: VirtualService, isError: Bool
  ) -> ServerState? {
    service.pick(
      for: packet, isError: isError, now: clock.now,
      lblcrExpiration: sysctls.engine.lblcrExpiration)
  }

  /// A packet for which there is no server (`ip_vs_leave`).
  private func leave(_ packet: Packet, to service: VirtualService) -> Verdict {
    if sysctls.engine.cacheBypass != 0, service.mark != nil,
      isUnicastElsewhere(packet.destination.address)
    {
      guard let connection = makeConnection(for: packet, of: service, to: nil, port: 0) else {
        return .dropped
      }
      return handOn(packet, by: connection)
    }
    if service.port == FTPPort.control, packet.destination.port != FTPPort.control {
      return untouched(packet)
    }
    return .refused
  }

  /// Whether a packet may go past the balancer; with IPv6 the kernel does not ask whether the
  /// address is its own.
  private func isUnicastElsewhere(_ address: IPAddress) -> Bool {
    switch address {
    case .v4(let v4):
      !isOwn(address) && !v4.isMulticast && v4.rawValue != 0 && v4.rawValue != .max
    case .v6(let v6): !v6.isMulticast
    }
  }
}
