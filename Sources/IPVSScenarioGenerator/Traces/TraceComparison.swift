public import IPVS
public import IPVSOperations

/// A trace beside what really became of the packet.
public struct TraceComparison: Hashable, Sendable {
  /// The packet.
  public var packet: Packet
  /// What was foretold.
  public var trace: Trace
  /// What became of it.
  public var verdict: Verdict

  /// A comparison.
  public init(_ packet: Packet, _ trace: Trace, _ verdict: Verdict) {
    self.packet = packet
    self.trace = trace
    self.verdict = verdict
  }

  /// The question whose answer is what becomes of a packet; nil for one that begins nothing.
  public static func request(for packet: Packet) -> TraceRequest? {
    guard packet.side == .clients else { return nil }
    switch packet.transport {
    case .tcp where packet.flags.contains(.syn) && !packet.flags.contains(.rst): break
    case .udp: break
    case .sctp where packet.chunks.first == .initiation: break
    default: return nil
    }
    return TraceRequest(
      client: packet.source.address, clientPort: packet.source.port,
      target: .endpoint(packet.transport, packet.destination), mark: packet.mark)
  }

  /// Questions about the same packet that say less of it: without the client's port, or
  /// by the mark alone.
  ///
  /// There are none where the port matters: it has a connection, or is the one that FTP's servers use.
  static func vagueRequests(_ trace: Trace) -> [TraceRequest] {
    guard trace.connections.isEmpty, trace.hindrance != .clientPort20 else { return [] }
    var request = trace.request
    request.clientPort = nil
    var requests = [request]
    guard trace.match?.rule == .mark else { return requests }
    request.target = .firewallMark(request.mark, request.client.family)
    requests.append(request)
    return requests
  }

  /// Whether what became of the packet is among what was foretold.
  public var holds: Bool {
    trace.outcomes.contains(where: isVerdict) || verdict == .dropped && mayBeDropped
  }

  private var mayBeDropped: Bool {
    trace.caveats.contains(.dropPacket) || trace.caveats.contains(.tableFull)
  }

  private var isByMark: Bool {
    if case .firewallMark = trace.request.target { return true }
    return false
  }

  private func isVerdict(_ outcome: TraceOutcome) -> Bool {
    switch (outcome, verdict) {
    case (.bypassed, .forwarded(_, .bypass)), (.refused, .refused), (.passed, .passed),
      (.dropped, .dropped):
      true
    case (.server(let server, let method), .forwarded(let seen, let its)):
      // A connection that goes on keeps the method with which it began; nobody shows that.
      if trace.connections.contains(where: { $0.fates.contains(.goesOn) }) {
        server.address == seen.address
      } else {
        // By a mark alone nobody knows the port that the client connects to.
        server.address == seen.address && method == its
          && (server.port == seen.port || server.port == 0 && isByMark)
      }
    default: false
    }
  }
}

extension Verdict {
  /// What kind it is, without addresses.
  var kind: String {
    switch self {
    case .forwarded(_, .bypass): "past the balancer"
    case .forwarded: "to a server"
    case .answered: "answered"
    case .refused: "refused"
    case .passed: "passed to the host"
    case .dropped: "dropped"
    }
  }
}
