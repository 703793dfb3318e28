internal import IPVS

extension SimulatedDirector {
  /// What the host says to a packet that was left to it, where nobody listens, or that no server takes.
  ///
  /// Its answer passes balancing as a server's would, where the packet has a connection: one to a
  /// server on the director itself, or one that is about to end. TCP's reset closes it and starts its
  /// timer anew. An unreachable port is told by ICMP, which is counted and no more.
  func answerAsHost(_ packet: Packet, _ verdict: Verdict) {
    switch verdict {
    case .passed, .refused: break
    case .forwarded, .answered, .dropped: return
    }
    guard surroundings.network != nil, isOwn(packet.destination.address) else { return }
    var answer = packet
    answer.source = packet.destination
    answer.destination = packet.source
    answer.flags = .rst
    guard let connection = connections.entry(outgoing: answer) else { return }
    switch (verdict, packet.transport) {
    case (.passed, .tcp):
      guard !packet.flags.contains(.rst) else { return }
      countOutgoing(answer, connection)
      moveState(of: connection, by: answer, .output)
      put(connection)
    case (.passed, .udp), (.refused, _):
      // The ICMP packet holds all of the packet that it is about.
      countOutgoing(
        bytes: packet.lengthOfICMPError + packet.length + dataLength, connection)
    default: break
    }
  }
}

extension Packet {
  /// The length of an ICMP error about the packet in bytes, without what it holds of it.
  var lengthOfICMPError: UInt64 {
    switch destination.address.family {
    case .ipv4: 20 + 8
    case .ipv6: 40 + 8
    }
  }
}
