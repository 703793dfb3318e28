internal import IPVS

extension SimulatedDirector {
  /// What the host, where nobody listens, says to a packet that was left to it.
  ///
  /// Its answer passes balancing as a server's would: where the packet has a connection, as with a
  /// server on the director itself, or one that is about to end, TCP's reset closes it and starts
  /// its timer anew. UDP's port unreachable is counted and no more.
  func answerAsHost(_ packet: Packet) {
    guard surroundings.network != nil, isOwn(packet.destination.address) else { return }
    var answer = packet
    answer.source = packet.destination
    answer.destination = packet.source
    answer.flags = .rst
    guard let connection = connections.entry(answeredBy: ConnectionKey(outgoing: answer))
    else { return }
    switch packet.transport {
    case .tcp:
      guard !packet.flags.contains(.rst) else { return }
      countOutgoing(answer, connection)
      moveState(of: connection, by: answer, .output)
      put(connection)
    case .udp:
      // The ICMP packet holds all of the packet that it is about.
      let icmp = packet.length - Packet.datagramHeader + Packet.icmpHeader
      countOutgoing(bytes: icmp + packet.length, connection)
    default: break
    }
  }
}

extension Packet {
  /// The length of UDP's header in bytes.
  fileprivate static let datagramHeader: UInt64 = 8
  /// The length of an ICMP error's header in bytes.
  fileprivate static let icmpHeader: UInt64 = 8
}
