public import IPVS

extension SimulatedDirector: DataPlane {
  /// Lays the network: which addresses are the director's own.
  ///
  /// Without it every packet from a client is one that balancing is asked for.
  public func prepare(_ network: Network) throws(DataPlaneError) {
    surroundings.network = network
  }

  /// Lets time pass until a slot; what is due by then happens in its order.
  public func advance(to slot: UInt64) throws(DataPlaneError) {
    guard slot >= clock.slot else { throw DataPlaneError(.late, .timedOut) }
    clock.slot = slot
    let end = clock.jiffies(at: slot)
    if let link {
      link.runTimers(until: end)
    } else {
      runTimers(until: end)
    }
  }

  /// Sends one packet and tells what became of it.
  ///
  /// A packet to one of the director's own addresses is offered to the replies first and then to the
  /// services, any other to the replies only, as the kernel's hooks are placed.
  public func send(_ packet: Packet) throws(DataPlaneError) -> Verdict {
    guard packet.source.address.family == packet.destination.address.family else {
      throw DataPlaneError(.packet, .invalidArgument)
    }
    if surroundings.discards(packet) { return .dropped }
    guard serviceTable.hasHooks(for: packet.destination.address.family) else {
      return untouched(packet)
    }
    if let verdict = handleReply(packet) { return verdict }
    guard isForServices(packet), !isSilentBackup else { return untouched(packet) }
    let verdict = handleRequest(packet)
    answerAsHost(packet, verdict)
    return verdict
  }

  /// The same of a datagram that carries data.
  public func send(
    _ packet: Packet, carrying data: ByteString
  ) throws(DataPlaneError) -> Verdict {
    self.data = data
    dataLength = UInt64(data.count)
    defer {
      self.data = ByteString()
      dataLength = 0
    }
    return try send(packet)
  }

  /// Whether clients' packets are let through because the director is a backup (`backup_only`).
  var isSilentBackup: Bool {
    sysctls.engine.backupOnly != 0 && syncDaemons.isBackup
  }

  /// Whether a packet comes by where services are looked up.
  func isForServices(_ packet: Packet) -> Bool {
    surroundings.network == nil ? packet.side == .clients : isOwn(packet.destination.address)
  }

  /// Whether an address is the director's own; before the network is laid, those of its serviceTable.
  func isOwn(_ address: IPAddress) -> Bool {
    surroundings.isOwn(address)
      || surroundings.network == nil && serviceTable.hasService(at: address)
  }

  /// What becomes of a packet that balancing leaves alone: the host takes it, or a server's is
  /// routed to the client.
  func untouched(_ packet: Packet) -> Verdict {
    switch packet.side {
    case .clients: return .passed
    case .server:
      guard surroundings.network != nil else { return .answered(packet.source) }
      return surroundings.clients.contains(packet.destination.address)
        ? .answered(packet.source) : .passed
    }
  }
}
