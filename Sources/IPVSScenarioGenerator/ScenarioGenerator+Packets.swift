internal import IPVS
internal import IPVSSimulator

extension ScenarioGenerator {
  mutating func connect() -> String {
    let flow = flow()
    return "connect \(flow.words)\(flow.suffix)\(payload(flow.transport))"
  }

  mutating func packet() -> String {
    let flow = flow()
    return "packet \(flow.words)\(content(of: flow.transport))\(flow.suffix)"
      + payload(flow.transport)
  }

  /// A server's packet: mostly of a connection that is there, and mostly as its method wants it.
  mutating func reply() -> String {
    if hasCallIDService, random.chance(25), let call = callFromServer() { return call }
    guard let (entry, transport) = connection() else { return packet() }
    let flags = content(of: transport, answering: true)
    let isTranslated = random.chance(8) ? random.chance(50) : isMasquerading(entry.destination)
    guard isTranslated else {
      return "reply \(transport.rawValue) \(entry.virtual) \(entry.client)\(flags)"
        + " from \(entry.destination.address)\(payload(transport))"
    }
    var source = entry.destination
    if random.chance(4) { source.port ^= 1 }
    return "reply \(transport.rawValue) \(source) \(entry.client)\(flags)\(payload(transport))"
  }

  /// A connection that is there.
  mutating func connection() -> (ConnectionEntry, Cast.Transport)? {
    var found: [(ConnectionEntry, Cast.Transport)] = []
    let asked = packetsGoToSecond ? secondDirector ?? director : director
    try? asked.forEachConnection { entry in
      if let transport = Cast.Transport(listedAs: "\(entry.protocolName)"),
        entry.client.port != 0, !entry.destination.address.isUnspecified
      {
        found.append((entry, transport))
      }
      return .more
    }
    return found.isEmpty ? nil : random.pick(found)
  }

  func isMasquerading(_ endpoint: Endpoint) -> Bool {
    let services = (try? director.services()) ?? []
    let server = services.lazy.flatMap(\.destinations).first { server in
      server.endpoint.address == endpoint.address
    }
    return server?.details.forwarding == .masquerade
  }

  /// The end of a connection that once began.
  mutating func ending() -> String {
    let begun = flows.filter { $0.transport != .udp }
    guard !begun.isEmpty else { return connect() }
    let flow = random.pick(begun)
    let by = random.chance(30) ? " by server" : ""
    return "\(random.chance(60) ? "close" : "reset") \(flow.words)\(by)\(flow.suffix)"
  }

  /// Several clients one after the other.
  mutating func crowd() -> String {
    let target = target()
    let crowd = Cast.crowd(target.family)
    let count = random.number(2...Cast.largestCrowd)
    let verb = target.transport != .udp && random.chance(40) ? "packet" : "connect"
    let first = target.transport == .tcp ? " SYN" : " INIT"
    let flags = verb == "packet" ? first : ""
    let flow = FlowDraft(
      transport: target.transport, client: "", virtual: target.virtual, mark: target.mark)
    return "clients \(count) from \(crowd.prefix) \(verb) \(flow.transport.rawValue)"
      + " \(flow.virtual)\(flags)\(flow.suffix)\(payload(flow.transport))"
  }

  /// A flow of a client: one that there was, or a new one.
  private mutating func flow() -> FlowDraft {
    if !flows.isEmpty, random.chance(55) { return random.pick(flows.suffix(12)) }
    let target = target()
    // Data connections of FTP come from port 20.
    var port = random.chance(2) ? 20 : random.number(1024...1029)
    // Keys of IPsec are exchanged between the ports 500.
    if target.transport == .udp, target.virtual.hasSuffix(":500"), random.chance(80) { port = 500 }
    let flow = FlowDraft(
      transport: target.transport,
      client: Cast.endpoint(random.pick(Cast.clients(target.family)), port),
      virtual: target.virtual, mark: target.mark)
    flows.removeAll { $0 == flow }
    flows.append(flow)
    return flow
  }

  /// Where a client's packet goes to.
  private struct Target {
    var family: AddressFamily
    var transport: Cast.Transport
    var virtual: String
    var mark: UInt32
  }

  /// Mostly a service's address and port.
  private mutating func target() -> Target {
    guard !services.isEmpty, !random.chance(4) else {
      let family = random.pick(Cast.families)
      let port = random.pick([22, 80, 5000])
      return Target(
        family: family, transport: random.pick(Cast.Transport.allCases),
        virtual: Cast.endpoint(random.pick(Cast.virtual(family)), port),
        mark: random.chance(20) ? random.pick(Cast.marks) : 0)
    }
    let service = random.pick(services)
    let transport = random.pick(service.transports)
    let address = service.address ?? random.pick(Cast.virtual(service.family))
    var port = service.port
    if port == 0 || random.chance(5) { port = random.pick([80, 443, 21, 20, 1023, 30000]) }
    if service.isFTP, random.chance(40) { port = random.pick([20, 1024, 30000]) }
    // A mark that is forgotten, and one that is not asked for.
    var mark = service.mark
    if random.chance(4) { mark = mark == 0 ? random.pick(Cast.marks) : 0 }
    return Target(
      family: service.family, transport: transport, virtual: Cast.endpoint(address, port),
      mark: mark)
  }

  /// What stands behind the addresses of a packet.
  private mutating func content(of transport: Cast.Transport, answering: Bool = false) -> String {
    switch transport {
    case .tcp: " \(flags(answering: answering))"
    case .udp: ""
    case .sctp: " \(chunks(answering: answering))"
    }
  }

  private mutating func chunks(answering: Bool) -> String {
    let usual =
      answering
      ? ["INIT_ACK", "INIT_ACK", "COOKIE_ACK", "COOKIE_ACK", "SHUTDOWN", "SHUTDOWN_ACK"]
      : ["INIT", "INIT", "COOKIE_ECHO", "COOKIE_ECHO", "SHUTDOWN", "SHUTDOWN_COMPLETE"]
    let other = [
      "DATA", "DATA", "SACK", "HEARTBEAT", "HEARTBEAT_ACK", "ABORT", "ABORT", "ERROR", "INIT",
      "INIT_ACK", "COOKIE_ECHO", "COOKIE_ACK", "COOKIE_ECHO+ABORT", "COOKIE_ACK+ABORT", "SHUTDOWN",
      "COOKIE_ECHO+DATA", "DATA+ABORT", "SHUTDOWN_ACK", "SHUTDOWN_COMPLETE", "-", "12", "192",
    ]
    return random.pick(usual, other, oddly: 40)
  }

  private mutating func flags(answering: Bool = false) -> String {
    switch random.number(0...99) {
    case 0..<28: answering ? "SYN+ACK" : "SYN"
    case 28..<55: "ACK"
    case 55..<70: "FIN+ACK"
    case 70..<78: "RST"
    case 78..<82: "RST+ACK"
    case 82..<86: "PSH+ACK"
    case 86..<90: answering ? "SYN" : "SYN+ACK"
    case 90..<93: "FIN"
    case 93..<95: "-"
    case 95..<97: "SYN+FIN"
    case 97: "SYN+RST"
    case 98: "URG"
    default: "PSH"
    }
  }
}
