import IPVS

/// What can be said of a scenario before it runs.
struct Survey: Sendable {
  /// The addresses that occur.
  private(set) var network = Network()
  /// The longest timeout that an entry may get, in seconds: one that a command asks for, or that of
  /// an established TCP connection where nobody asks for more.
  private(set) var longestTimeout: UInt32 = 900

  /// The part that an address plays was found to be another one before.
  private struct Conflict: Error {
    var message: String
  }

  /// The parts that addresses play.
  private enum Part: String, CaseIterable {
    case virtual = "a virtual address"
    case server = "a server"
    case client = "a client"

    var keyPath: WritableKeyPath<Network, Set<IPAddress>> {
      switch self {
      case .virtual: \.virtual
      case .server: \.servers
      case .client: \.clients
      }
    }
  }

  /// Looks at all lines, and notes what their commands are interested in.
  init(of entries: inout [Entry]) throws(BadScenario) {
    for index in entries.indices {
      let entry = entries[index]
      guard let event = entry.event else { continue }
      do throws(Conflict) {
        entries[index].event = try look(at: event)
      } catch {
        throw BadScenario(line: entry.number, column: 1, message: error.message)
      }
    }
  }

  private mutating func look(at event: Event) throws(Conflict) -> Event {
    switch event {
    case .command(var command):
      // What it prints is of no interest: its words were understood, or they change nothing.
      let rehearsal = RehearsalDirector()
      _ = CommandShell.run(command, on: rehearsal)
      for change in rehearsal.changes { try add(change) }
      if rehearsal.interests.count == 1 { command.interest = rehearsal.interests[0] }
      return .command(command)
    case .exchange(let exchange):
      try add(exchange.virtual.address, as: .virtual)
      try add(exchange.client.address, as: .client)
    case .clients(let range, let exchange):
      try add(exchange.virtual.address, as: .virtual)
      try add(Set(range.clients.map(\.address)), as: .client)
    case .reply(let packet, _):
      try add(packet.destination.address, as: .client)
      guard case .server(let server) = packet.side else { return event }
      try add(server, as: .server)
      if packet.source.address != server { try add(packet.source.address, as: .virtual) }
    case .icmp(let error):
      try add(error)
    case .operatorCommand, .readSetting, .writeSetting, .wait:
      break
    }
    return event
  }

  /// The parts of the two ends of a packet that somebody's error is about, where no earlier line
  /// gave them one; whoever sends the error may be anybody.
  private mutating func add(_ error: ICMPError) throws(Conflict) {
    let source = error.subject.source.address
    let target = error.subject.destination.address
    switch error.side {
    case .clients:
      if !network.hasPart(for: source) { try add(source, as: .virtual) }
      if !network.hasPart(for: target) { try add(target, as: .client) }
    case .server(let server):
      try add(server, as: .server)
      if !network.hasPart(for: source) { try add(source, as: .client) }
      if !network.hasPart(for: target) { try add(target, as: .virtual) }
    }
  }

  private mutating func add(_ change: Change) throws(Conflict) {
    switch change {
    case .addService(let identity, let details), .editService(let identity, let details):
      try add(identity)
      if let persistence = details.persistence { note(timeout: persistence.timeout) }
    case .addDestination(let identity, let endpoint, _),
      .editDestination(let identity, let endpoint, _):
      try add(identity)
      try add(endpoint.address, as: .server)
    case .setTimeouts(let timeouts):
      for timeout in [timeouts.tcp, timeouts.tcpFin, timeouts.udp] { note(timeout: timeout) }
    case .deleteService, .deleteDestination, .startDaemon, .stopDaemon, .zero, .flush:
      break
    }
  }

  private mutating func add(_ identity: ServiceIdentity) throws(Conflict) {
    switch identity {
    case .endpoint(_, let endpoint): try add(endpoint.address, as: .virtual)
    case .firewallMark: break
    }
  }

  private mutating func add(_ address: IPAddress, as part: Part) throws(Conflict) {
    // Nobody can have such an address; the director refuses it, or nothing ever comes of it.
    if address.isUnspecified || address.isMulticast { return }
    try add([address], as: part)
  }

  private mutating func add(_ addresses: Set<IPAddress>, as part: Part) throws(Conflict) {
    for other in Part.allCases where other != part {
      let both = network[keyPath: other.keyPath].intersection(addresses)
      guard let address = both.min(by: { $0.description < $1.description }) else { continue }
      throw Conflict(message: "\(address) is \(other.rawValue), and cannot be \(part.rawValue) too")
    }
    network[keyPath: part.keyPath].formUnion(addresses)
  }

  private mutating func note(timeout seconds: UInt32) {
    longestTimeout = max(longestTimeout, seconds)
  }
}

extension Network {
  fileprivate func hasPart(for address: IPAddress) -> Bool {
    virtual.contains(address) || servers.contains(address) || clients.contains(address)
  }
}

extension IPAddress {
  fileprivate var isMulticast: Bool {
    switch self {
    case .v4(let address): address.isMulticast
    case .v6(let address): address.isMulticast
    }
  }
}
