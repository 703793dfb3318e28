public import IPVS

/// Finds the servers to which entries of the connection table belong.
///
/// An entry tells the virtual address that its packets have, not its service: that may be the one of this
/// address and port, an FTP service or one with port 0 on this address, or a mark's.
public struct ServerIndex: Sendable {
  /// The services by what names them.
  private var servers: [ServiceIdentity: [Endpoint: Int32]] = [:]
  private var marks: [ServiceIdentity] = []

  /// Why an entry has no server that clients ought to be sent to.
  public enum Orphan: String, Hashable, Sendable, CaseIterable {
    /// The server was removed from the service, or the service itself was.
    case removed
    /// The server's weight is 0.
    case quiesced
    /// It is a template that was rejected already: nobody finds it.
    case rejected
  }

  /// An index of services.
  public init(_ services: [Service]) {
    for service in services {
      var weights: [Endpoint: Int32] = [:]
      for destination in service.destinations {
        weights[destination.endpoint] = destination.details.weight
      }
      servers[service.identity] = weights
      if case .firewallMark = service.identity { marks.append(service.identity) }
    }
  }

  /// Why an entry is an orphan; nil where it has a server of some weight.
  public func orphan(_ entry: ConnectionEntry) -> Orphan? {
    if entry.isRejectedTemplate { return .rejected }
    var isQuiesced = false
    for identity in candidates(entry) {
      guard let weight = weight(entry.destination, in: identity, of: entry) else { continue }
      if weight > 0 { return nil }
      isQuiesced = true
    }
    return isQuiesced ? .quiesced : .removed
  }

  /// The services to which an entry may belong, the likeliest first.
  public func candidates(_ entry: ConnectionEntry) -> [ServiceIdentity] {
    if let mark = entry.templateMark {
      return [.firewallMark(mark, entry.client.address.family)].filter { servers[$0] != nil }
    }
    guard let transport = entry.transport else { return [] }
    let ports: [UInt16] =
      transport == .tcp ? [entry.virtual.port, Self.ftpControl, 0] : [entry.virtual.port, 0]
    var found: [ServiceIdentity] = []
    for port in ports {
      let identity = ServiceIdentity.endpoint(
        transport, Endpoint(entry.virtual.address, port: port))
      if servers[identity] != nil, !found.contains(identity) { found.append(identity) }
    }
    // A template tells whether it is a mark's, a connection does not.
    guard !entry.isTemplate else { return found }
    return found + marks.filter { $0.family == entry.virtual.address.family }
  }

  /// The services to which an entry belongs as far as can be told, the likeliest first: a mark's only
  /// where no other takes the packets, and where it has the server.
  public func likelyServices(_ entry: ConnectionEntry) -> [ServiceIdentity] {
    let all = candidates(entry)
    guard case .firewallMark = all.first, !entry.isTemplate else {
      return all.filter { identity in
        if case .firewallMark = identity { return entry.isTemplate }
        return true
      }
    }
    return all.filter { weight(entry.destination, in: $0, of: entry) != nil }
  }

  private static let ftpControl: UInt16 = 21

  /// The weight of an entry's server in a service; nil where it is none of its.
  private func weight(
    _ server: Endpoint, in identity: ServiceIdentity, of entry: ConnectionEntry
  ) -> Int32? {
    guard let servers = servers[identity] else { return nil }
    if let weight = servers[server] { return weight }
    // The port is the packet's own, or 0 in a template, where service and server need not have one.
    let keepsPort: Bool =
      switch identity {
      case .firewallMark: true
      case .endpoint(_, let endpoint):
        endpoint.port == 0 || entry.virtual.port != endpoint.port
          || entry.isTemplate && server.port == 0
      }
    let candidates = servers.filter { $0.key.address == server.address }
    guard keepsPort || candidates.contains(where: { $0.key.port == 0 }) else { return nil }
    return candidates.values.max()
  }
}

extension ConnectionEntry {
  /// The transport protocol; nil for a mark's template and for names that are not known.
  public var transport: TransportProtocol? {
    switch protocolName {
    case "TCP": .tcp
    case "UDP": .udp
    case "SCTP": .sctp
    case "AH": .authenticationHeader
    case "ESP": .encapsulatingSecurityPayload
    default: nil
    }
  }
}
