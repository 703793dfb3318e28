import IPVS

extension DrainTarget {
  /// Whether a template may be one of this server's in this service.
  func mayHaveTemplate(_ row: ConnectionEntry) -> Bool {
    guard row.destination.address == endpoint.address else { return false }
    switch service {
    case .firewallMark(let mark, let family):
      return row.templateMark == mark && row.client.address.family == family
    case .endpoint(let transport, let virtual):
      guard row.transport == transport, row.virtual.address == virtual.address
      else { return false }
      if row.isRejectedTemplate { return true }
      return sharesTemplates
        ? row.virtual.port == 0
        : row.virtual.port == virtual.port
          && (row.destination.port == endpoint.port || row.destination.port == 0)
    }
  }

  /// Whether the service's templates have no ports: those of FTP and of every port, which have a key in
  /// common.
  var sharesTemplates: Bool {
    guard case .endpoint(let transport, let virtual) = service else { return false }
    return virtual.port == 0 || (virtual.port == 21 && transport == .tcp)
  }

  /// Whether a template of this service may control a connection.
  func mayControl(_ row: ConnectionEntry) -> Bool {
    guard row.destination.address == endpoint.address else { return false }
    switch service {
    case .firewallMark: return true
    case .endpoint(let transport, let virtual):
      return row.transport == transport && row.virtual.address == virtual.address
        && (sharesTemplates || row.virtual.port == virtual.port)
    }
  }

  /// How exactly a connection fits to this server in this service; nil where it does not.
  func fit(ofConnection row: ConnectionEntry) -> ConnectionFit? {
    guard row.destination.address == endpoint.address else { return nil }
    let fitsPort = endpoint.port == 0 || row.destination.port == endpoint.port
    switch service {
    case .firewallMark:
      return fitsPort || persistence != nil ? .firewallMark : nil
    case .endpoint(let transport, let virtual):
      guard row.transport == transport, row.virtual.address == virtual.address
      else { return nil }
      if virtual.port == row.virtual.port { return fitsPort ? .exact : nil }
      if virtual.port == 0 { return .everyPort }
      return virtual.port == 21 && transport == .tcp ? .otherPortOfFTP : nil
    }
  }
}

/// How exactly a connection fits to a service, the most exact first.
///
/// A director looks in this order, but for packets with a firewall mark, which the table does not show.
enum ConnectionFit: Int, Comparable {
  case exact, otherPortOfFTP, everyPort, firewallMark

  static func < (left: ConnectionFit, right: ConnectionFit) -> Bool {
    left.rawValue < right.rawValue
  }
}
