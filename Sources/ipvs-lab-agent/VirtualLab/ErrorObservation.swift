internal import IPVS

/// What was seen around a director after one ICMP error.
struct ErrorObservation {
  private let error: ICMPError
  private let wire: WirePacket
  private var found: Verdict?
  private var isRouted = false
  /// Whether the host itself got it.
  var isDeliveredLocally = false

  init(_ error: ICMPError, _ wire: WirePacket) {
    self.error = error
    self.wire = wire
  }

  /// What became of the error.
  var verdict: Verdict { found ?? (isDeliveredLocally || isRouted ? .passed : .dropped) }

  /// Takes account of a packet that came out of a device.
  ///
  /// - Parameter server: whose device it was; nil for the clients'.
  mutating func add(_ bytes: [UInt8], server: IPAddress?) {
    guard let seen = SeenPacket(bytes) else { return }
    guard let lost = seen.lostPacket, !seen.wraps(wire) else {
      if let server, seen.wraps(wire) {
        found = .forwarded(Endpoint(server, port: error.subject.source.port), .tunnel)
      }
      return
    }
    guard let server else {
      addForClient(seen, lost)
      return
    }
    guard seen.source.address == error.sender else { return }
    if seen.destination.address == server, lost.source == error.subject.source {
      // It was for this machine from the beginning.
      isRouted = true
    } else if seen.destination.address == error.subject.source.address {
      // Neither the error nor what is in it was changed.
      found = .forwarded(Endpoint(server, port: lost.source.port), .directRoute)
    } else {
      found = .forwarded(lost.source, .masquerade)
    }
  }

  /// Takes account of an error that went to the clients: from the virtual address if the packet in it
  /// was translated, else from whoever sent it.
  private mutating func addForClient(_ seen: SeenPacket, _ lost: SeenPacket) {
    switch error.side {
    case .clients: isRouted = true
    case .server:
      let isTranslated = lost.destination != error.subject.destination
      guard seen.source.address == (isTranslated ? lost.destination.address : error.sender) else {
        return
      }
      found = .answered(lost.destination)
    }
  }
}
