internal import IPVS

/// Connections whose server was removed.
extension CheckRule {
  static let goneServer = CheckRule(
    "gone-server", "connections to servers that are gone, and expire_nodest_conn=0"
  ) { subject in
    guard let connections = subject.connections, subject.isOff(.expireNodestConn) else {
      return []
    }
    return connections.orphans.sorted { ($0.key.order) < ($1.key.order) }.map { name, orphans in
      Discovery(
        object: .server(name.service, name.server),
        reason: "It is no server any more, and \(Words.count(orphans.count, "connection")) still "
          + "\(orphans.count == 1 ? "leads" : "lead") to it: what clients send there is dropped without "
          + "a word for up to \(orphans.longest) s, because expire_nodest_conn is 0. A client that uses "
          + "its port again fares no better.",
        mend: [CommandText.set(.expireNodestConn, 1)])
    }
  }

  static let udpGoneServer = CheckRule(
    "udp-gone-server", "UDP services and expire_nodest_conn=0"
  ) { subject in
    // A live table shows the connections themselves.
    guard subject.connections == nil, subject.isOff(.expireNodestConn) else { return [] }
    let services = subject.services.filter { service in
      service.takes(.udp) && service.endpoint != nil && !service.details.isOnePacket
    }
    guard !services.isEmpty else { return [] }
    return [
      Discovery(
        severity: .note, object: .setting(.expireNodestConn),
        reason:
          "If a server of \(Words.list(services.map { "UDP \($0.shortName)" })) is removed, the "
          + "datagrams of its clients are dropped without a word until they have paused for "
          + "\(subject.timeouts.udp) s, because expire_nodest_conn is 0.",
        mend: [CommandText.set(.expireNodestConn, 1)])
    ]
  }
}

extension ConnectionTally.ServerName {
  /// What puts them into order.
  fileprivate var order: String {
    switch service {
    case .endpoint(let transport, let endpoint): "\(transport.rawValue) \(endpoint) \(server)"
    case .firewallMark(let mark, let family): "\(mark) \(family.rawValue) \(server)"
    }
  }
}
