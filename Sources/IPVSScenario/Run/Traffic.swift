import IPVS

/// The clients and servers around the directors: they send, and know who answers whom.
///
/// With two directors they are the same ones around both.
struct Traffic {
  private let first: any DataPlane
  private let second: (any DataPlane)?
  /// Who sees what becomes of packets.
  var observer: (any ScenarioObserver)?
  /// The server that each connection was last seen to reach.
  private var peers: [Flow: Peer] = [:]

  /// The server of a connection.
  private struct Peer: Hashable {
    /// Its address, and the port that it saw.
    var endpoint: Endpoint
    var method: ForwardingMethod

    var verdict: Verdict { .forwarded(endpoint, method) }
  }

  init(_ first: any DataPlane, _ second: (any DataPlane)?) {
    self.first = first
    self.second = second
  }

  /// Lays the network.
  func prepare(_ network: Network) throws(DataPlaneError) {
    try first.prepare(network)
    try second?.prepare(network)
  }

  /// Lets time pass until a slot.
  func advance(to slot: UInt64) throws(DataPlaneError) {
    try first.advance(to: slot)
    try second?.advance(to: slot)
  }

  /// Sends a packet to a director in a slot.
  func send(
    _ packet: Packet, carrying data: ByteString, to director: DirectorName, in slot: UInt64
  ) throws(DataPlaneError) -> Verdict {
    try advance(to: slot)
    let plane = try plane(of: director)
    let verdict =
      data.isEmpty ? try plane.send(packet) : try plane.send(packet, carrying: data)
    observer?.saw(
      ScenarioPacket(.packet(packet), verdict: verdict), of: ScenarioDirector(director), in: slot)
    return verdict
  }

  private func plane(of director: DirectorName) throws(DataPlaneError) -> any DataPlane {
    switch director {
    case .first: return first
    case .second:
      guard let second else { throw DataPlaneError(.packet, .noSuchDevice) }
      return second
    }
  }

  /// Sends an ICMP error to a director in a slot.
  func send(
    _ error: ICMPError, to director: DirectorName, in slot: UInt64
  ) throws(DataPlaneError) -> Verdict {
    try advance(to: slot)
    let verdict = try plane(of: director).send(error)
    observer?.saw(
      ScenarioPacket(.icmp(error), verdict: verdict), of: ScenarioDirector(director), in: slot)
    return verdict
  }

  /// Sends the packets of an exchange, each in its own slot.
  ///
  /// The exchange breaks off with a packet that does not arrive where it should. Told are the first
  /// packet's fate, and that of a later one where the exchange breaks off.
  mutating func run(
    _ exchange: Exchange, past director: DirectorName, from start: UInt64
  ) throws(DataPlaneError) -> [Observation] {
    let flow = exchange.flow
    if exchange.continuesFlow, peers[flow] == nil { return [Observation(verdict: nil)] }
    var observations: [Observation] = []
    for (part, slot) in zip(exchange.parts, start...) {
      guard let packet = packet(part, of: exchange) else { continue }
      let data = exchange.payload.bytes(from: part.sender)
      let verdict = try send(packet, carrying: data, to: director, in: slot)
      let isExpected = note(verdict, of: part, in: exchange)
      if observations.isEmpty {
        observations.append(Observation(verdict: verdict))
      } else if !isExpected {
        observations.append(Observation(sender: part, verdict: verdict))
      }
      guard isExpected else { break }
    }
    return observations
  }

  /// The packet that is meant; nil where it does not come past the director.
  private func packet(_ part: Exchange.Part, of exchange: Exchange) -> Packet? {
    switch part.sender {
    case .client:
      return Packet(
        transport: exchange.transport, source: exchange.client, destination: exchange.virtual,
        flags: part.content.flags, chunks: part.content.chunks, mark: exchange.mark)
    case .server:
      // With the other methods a server answers its client directly.
      guard let peer = peers[exchange.flow], peer.method == .masquerade else { return nil }
      return Packet(
        transport: exchange.transport, source: peer.endpoint, destination: exchange.client,
        flags: part.content.flags, chunks: part.content.chunks,
        side: .server(peer.endpoint.address))
    }
  }

  /// Learns from a verdict, and says whether it is the one that lets the exchange go on.
  private mutating func note(
    _ verdict: Verdict, of part: Exchange.Part, in exchange: Exchange
  ) -> Bool {
    switch part.sender {
    case .server:
      return verdict == .answered(exchange.virtual)
    case .client:
      let isBeginning = exchange.purpose == .connect && part == exchange.parts.first
      let known = isBeginning ? nil : peers[exchange.flow]
      if isBeginning { peers[exchange.flow] = nil }
      guard case .forwarded(let endpoint, let method) = verdict else { return false }
      let peer = Peer(endpoint: endpoint, method: method)
      peers[exchange.flow] = peer
      return known == nil || known == peer
    }
  }
}
