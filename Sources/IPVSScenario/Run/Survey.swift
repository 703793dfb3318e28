import IPVS

/// What can be said of a scenario before it runs.
struct Survey {
  /// The addresses that occur.
  private(set) var network = Network()
  /// Whether a timeout of more than 18 hours is asked for.
  private(set) var hasLongTimeouts = false

  /// Eighteen hours in seconds, about the longest that 2^18 jiffies are enough for.
  private static let longTimeout: UInt32 = 18 * 3600

  /// Looks at all lines.
  init(of entries: [Entry]) {
    let rehearsal = RehearsalDirector()
    for case .some(let event) in entries.map(\.event) {
      switch event {
      case .command(let command):
        // What it prints is of no interest: its words were understood, or they change nothing.
        _ = CommandShell.run(command, on: rehearsal)
      case .exchange(let exchange):
        add(exchange, clients: [exchange.client])
      case .clients(let range, let exchange):
        add(exchange, clients: range.clients)
      case .reply(let packet):
        add(packet)
      case .readSetting, .writeSetting, .wait:
        break
      }
    }
    for change in rehearsal.changes { add(change) }
  }

  private mutating func add(_ exchange: Exchange, clients: [Endpoint]) {
    network.virtual.insert(exchange.virtual.address)
    network.clients.formUnion(clients.map(\.address))
  }

  private mutating func add(_ reply: Packet) {
    network.clients.insert(reply.destination.address)
    guard case .server(let server) = reply.side else { return }
    network.servers.insert(server)
    if reply.source.address != server { network.virtual.insert(reply.source.address) }
  }

  private mutating func add(_ change: Change) {
    switch change {
    case .addService(let identity, let details), .editService(let identity, let details):
      add(identity)
      if let persistence = details.persistence { note(timeout: persistence.timeout) }
    case .addDestination(let identity, let endpoint, _),
      .editDestination(let identity, let endpoint, _):
      add(identity)
      network.servers.insert(endpoint.address)
    case .setTimeouts(let timeouts):
      for timeout in [timeouts.tcp, timeouts.tcpFin, timeouts.udp] { note(timeout: timeout) }
    case .deleteService, .deleteDestination, .startDaemon, .stopDaemon, .zero, .flush:
      break
    }
  }

  private mutating func add(_ identity: ServiceIdentity) {
    switch identity {
    case .endpoint(_, let endpoint): network.virtual.insert(endpoint.address)
    case .firewallMark: break
    }
  }

  private mutating func note(timeout seconds: UInt32) {
    if seconds > Self.longTimeout { hasLongTimeouts = true }
  }
}
