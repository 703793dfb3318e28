public import IPVS

/// Errors of ICMP: they belong to the connection of the packet that they are about.
extension SimulatedDirector {
  /// Sends one ICMP error and tells what became of it.
  ///
  /// It goes the way of the packets that answer what it is about: a client's to the server, a
  /// server's to the client. It is counted, and neither the state nor the timer takes notice of it.
  public func send(_ error: ICMPError) throws(DataPlaneError) -> Verdict {
    guard error.sender.family == error.subject.source.address.family else {
      throw DataPlaneError(.packet, .invalidArgument)
    }
    if surroundings.discards(error.envelope) { return .dropped }
    guard serviceTable.hasHooks(for: error.sender.family), error.isBalanced else {
      return untouched(error)
    }
    if let verdict = handleReply(error) { return verdict }
    // A silent backup leaves alone what would go to its servers only.
    guard isForServices(error.envelope), !isSilentBackup else { return untouched(error) }
    return handleRequest(error) ?? untouched(error)
  }

  /// An error about a client's packet; nil where that has no connection (`ip_vs_out_icmp`).
  private func handleReply(_ error: ICMPError) -> Verdict? {
    guard let connection = connections.entry(outgoing: error.answer) else { return nil }
    switch (profile.serversICMPv6Errors, error.sender.family) {
    case (.dropped, .ipv6)
    where connection.forwarding == .masquerade && !serviceTable.tracksConnectionsOfIPv6:
      return .dropped
    case (.dropped, _), (.translated, _): break
    }
    countOutgoing(bytes: error.length, connection)
    return .answered(shown(connection.key.virtual, in: error))
  }

  /// An error about a server's packet; nil where that has no connection (`ip_vs_in_icmp`).
  private func handleRequest(_ error: ICMPError) -> Verdict? {
    let request = error.answer
    guard let connection = connections.entry(incoming: request) else {
      return sysctls.engine.scheduleICMP != 0 ? schedule(error) : nil
    }
    countIncoming(bytes: error.length, connection)
    let verdict = transmit(request, by: connection)
    noteError(connection)
    switch verdict {
    case .forwarded(let server, let method): return .forwarded(shown(server, in: error), method)
    case .answered, .refused, .passed, .dropped: return verdict
    }
  }

  /// An address with the port that the packet in an error has: none with IPsec.
  private func shown(_ endpoint: Endpoint, in error: ICMPError) -> Endpoint {
    error.subject.transport.hasPorts ? endpoint : Endpoint(endpoint.address)
  }

  /// An error about a server's packet that has no connection begins one while `schedule_icmp` says
  /// so, whatever the packet was.
  private func schedule(_ error: ICMPError) -> Verdict? {
    let request = error.answer
    guard error.subject.transport.hasPorts, let service = serviceTable.service(for: request) else {
      return nil
    }
    guard !defense.dropsPacket(sysctls.engine, now: clock.now) else { return .dropped }
    switch connection(for: request, of: service, isError: true) {
    case .scheduled(let connection):
      countIncoming(bytes: error.length, connection)
      let verdict = transmit(request, by: connection)
      noteError(connection)
      put(connection)
      return verdict
    case .ignored: return nil
    case .noServer: return leave(error, to: service)
    case .failed: return .dropped
    }
  }

  /// An error for which there is no server: about errors nobody is told by ICMP.
  private func leave(_ error: ICMPError, to service: VirtualService) -> Verdict? {
    let isFTPData =
      service.port == FTPPort.control && error.subject.source.port != FTPPort.control
    return isFTPData ? nil : .dropped
  }

  /// What becomes of an error that balancing leaves alone.
  private func untouched(_ error: ICMPError) -> Verdict {
    switch untouched(error.envelope) {
    case .answered: .answered(error.subject.destination)
    case .forwarded, .refused, .passed, .dropped: .passed
    }
  }
}

extension ICMPError {
  /// Whether balancing looks at errors of this kind.
  fileprivate var isBalanced: Bool {
    switch kind {
    case .portUnreachable, .hostUnreachable, .tooBig, .timeExceeded: !subject.isPassedOver
    case .parameterProblem: sender.family == .ipv6 && !subject.isPassedOver
    }
  }

  /// The error itself as a packet.
  fileprivate var envelope: Packet {
    Packet(
      transport: .any, source: Endpoint(sender), destination: Endpoint(subject.source.address),
      side: side, mark: mark)
  }

  /// A packet that answers the one that this is about.
  fileprivate var answer: Packet {
    var answer = subject
    answer.source = subject.destination
    answer.destination = subject.source
    answer.side = side
    answer.mark = mark
    return subject.transport.hasPorts ? answer : answer.keyExchange
  }

  /// The length in bytes.
  fileprivate var length: UInt64 { subject.lengthOfICMPError + subject.length }
}
