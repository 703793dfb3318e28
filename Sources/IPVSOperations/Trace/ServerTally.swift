internal import IPVS

/// Servers of one address, and how many rows of the connection table can belong to them.
///
/// A row names an address and a port, and not the service whose server it is; nor whether that server is
/// still there. A server tells how many rows it has: where the rows that can be its own are as many, they
/// all are.
struct ServerTally {
  /// A server, and the service that it is in.
  struct Server {
    var identity: ServiceIdentity
    var destination: Destination
  }

  private(set) var servers: [Server] = []
  /// How many connections can belong to which servers: a bit for each.
  private var connections: [UInt64: Int] = [:]
  /// The same of templates.
  private var templates: [UInt64: Int] = [:]

  mutating func add(_ server: Server) {
    if servers.count < UInt64.bitWidth { servers.append(server) }
  }

  mutating func count(connection entry: ConnectionEntry) {
    let owners = owners { $0.canOwn(connection: entry) }
    if owners != 0 { connections[owners, default: 0] += 1 }
  }

  mutating func count(template entry: ConnectionEntry) {
    let owners = owners { $0.canOwn(template: entry) }
    if owners != 0 { templates[owners, default: 0] += 1 }
  }

  private func owners(_ isOwner: (Server) -> Bool) -> UInt64 {
    var owners: UInt64 = 0
    for (bit, server) in servers.enumerated() where isOwner(server) { owners |= 1 << bit }
    return owners
  }

  /// The servers to which a connection can belong; nil among them is one that was removed.
  func owners(ofConnection entry: ConnectionEntry) -> [Destination?] {
    owners(owners { $0.canOwn(connection: entry) }, rows: connections) {
      UInt64($0.active) + UInt64($0.inactive)
    }
  }

  /// The servers to which a template can belong; nil among them is one that was removed.
  ///
  /// - Parameter areCounted: whether it is known how many templates a server has.
  func owners(ofTemplate entry: ConnectionEntry, areCounted: Bool) -> [Destination?] {
    let candidates = owners { $0.canOwn(template: entry) }
    guard areCounted else {
      let owners = servers.indices.filter { candidates >> $0 & 1 == 1 }
      return owners.isEmpty ? [nil] : owners.map { servers[$0].destination }
    }
    return owners(candidates, rows: templates) { UInt64($0.persistent) }
  }

  private func owners(
    _ candidates: UInt64, rows: [UInt64: Int], counted: (ConnectionCounts) -> UInt64
  ) -> [Destination?] {
    let owners = servers.indices.filter { candidates >> $0 & 1 == 1 }
      .map { servers[$0].destination }
      .filter { counted($0.connectionCounts) > 0 }
    guard !owners.isEmpty else { return [nil] }
    let found = rows.reduce(0) { $1.key & candidates != 0 ? $0 + UInt64($1.value) : $0 }
    let known = owners.reduce(0) { $0 + counted($1.connectionCounts) }
    return owners + (found > known + Self.tolerance(found) ? [nil] : [])
  }

  /// Servers and rows are not read at one moment: in a large table some come and go in between.
  private static func tolerance(_ rows: UInt64) -> UInt64 { rows < 100 ? 0 : rows / 8 }
}

extension ServerTally.Server {
  /// Whether a connection can have been made for this server.
  func canOwn(connection entry: ConnectionEntry) -> Bool {
    let server = destination.endpoint
    guard entry.destination.address == server.address else { return false }
    let port = entry.destination.port
    switch identity {
    case .firewallMark(_, let family):
      return entry.virtual.address.family == family
        && (port == entry.virtual.port || port == server.port)
    case .endpoint(let transport, let virtual):
      guard entry.virtual.address == virtual.address, entry.protocolName == transport.tableName
      else { return false }
      if entry.virtual.port == virtual.port {
        return port == (server.port != 0 ? server.port : virtual.port)
      }
      // A persistent service of another port leaves the client's.
      return (virtual.port == 0 || virtual.port == FTP.control) && port == entry.virtual.port
    }
  }

  /// Whether a template can have been made for this server; it may be rejected by now.
  func canOwn(template entry: ConnectionEntry) -> Bool {
    guard entry.destination.address == destination.endpoint.address else { return false }
    switch identity {
    case .firewallMark(let mark, let family):
      return entry.virtual.address == TemplateKey.address(of: mark, family)
    case .endpoint(let transport, let virtual):
      guard entry.virtual.address == virtual.address, entry.protocolName == transport.tableName
      else { return false }
      if entry.isRejectedTemplate { return true }
      let port = virtual.port == FTP.control ? 0 : virtual.port
      guard entry.virtual.port == port else { return false }
      return port == 0 || entry.destination.port == destination.endpoint.port
    }
  }
}
