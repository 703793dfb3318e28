internal import IPVS

/// Removed servers, which stay as long as somebody refers to them and a while longer.
struct Trash {
  /// How long a server stays after it was first seen idle, in seconds
  /// (`IP_VS_DEST_TRASH_PERIOD`).
  static let period: UInt64 = 120
  /// How often the trash is visited, in seconds.
  static let visitInterval: UInt64 = period / 2

  /// The place of each server, so that a lookup walks only over namesakes.
  private var servers: [Endpoint: [ServerState]] = [:]

  /// Whether there is nothing to visit.
  var isEmpty: Bool { servers.isEmpty }

  /// Puts a removed server in.
  mutating func insert(_ server: ServerState) {
    server.idleSince = nil
    servers[server.endpoint, default: []].append(server)
  }

  /// Takes the server of this address and port out that belonged to a service of this name; a mark
  /// is the same name in both families.
  mutating func revive(_ endpoint: Endpoint, of identity: ServiceIdentity) -> ServerState? {
    guard var namesakes = servers[endpoint],
      let place = namesakes.lastIndex(where: { isSame($0.serviceIdentity, identity) })
    else { return nil }
    let server = namesakes.remove(at: place)
    servers[endpoint] = namesakes.isEmpty ? nil : namesakes
    return server
  }

  private func isSame(_ left: ServiceIdentity, _ right: ServiceIdentity) -> Bool {
    switch (left, right) {
    case (.firewallMark(let left, _), .firewallMark(let right, _)): left == right
    case (.endpoint, .endpoint), (.endpoint, .firewallMark), (.firewallMark, .endpoint):
      left == right
    }
  }

  /// Forgets those that nobody has referred to for the period.
  mutating func visit(now: UInt64, ticksPerSecond: UInt64) {
    for (endpoint, namesakes) in servers {
      let staying = namesakes.filter { server in
        guard server.references == 0 else { return true }
        guard let idleSince = server.idleSince else {
          server.idleSince = max(1, now)
          return true
        }
        return now < idleSince &+ Trash.period &* ticksPerSecond
      }
      servers[endpoint] = staying.isEmpty ? nil : staying
    }
  }
}
