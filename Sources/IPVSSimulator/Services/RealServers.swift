internal import IPVS

/// The servers of all services by address and port (`rs_table`): packets that come from one of them are
/// looked up here, where they have no connection.
struct RealServers {
  private var servers: [Endpoint: [ServerState]] = [:]

  /// Takes in a server that was put into a service's list.
  mutating func insert(_ server: ServerState) {
    servers[server.endpoint, default: []].append(server)
  }

  /// Forgets a server that was taken out of its service's list.
  mutating func remove(_ server: ServerState) {
    servers[server.endpoint]?.removeAll { $0 === server }
    if servers[server.endpoint]?.isEmpty == true { servers[server.endpoint] = nil }
  }

  /// The server of this address and port that NAT is used for, the one that was added last
  /// (`ip_vs_has_real_service`); one of a marked service has every protocol.
  func natServer(_ transport: TransportProtocol, at endpoint: Endpoint) -> ServerState? {
    servers[endpoint]?.last { server in
      guard server.details.forwarding == .masquerade else { return false }
      return switch server.service.identity {
      case .endpoint(let its, _): its == transport
      case .firewallMark: true
      }
    }
  }
}
