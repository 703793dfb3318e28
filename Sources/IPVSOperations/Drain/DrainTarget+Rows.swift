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
      // FTP's templates and those of every port have no ports.
      let servesAll = virtual.port == 0 || (virtual.port == 21 && transport == .tcp)
      return servesAll
        ? row.virtual.port == 0
        : row.virtual.port == virtual.port
          && (row.destination.port == endpoint.port || row.destination.port == 0)
    }
  }

  /// How exactly a connection fits to this server in this service, the smaller the better; nil where
  /// it does not.
  func rank(ofConnection row: ConnectionEntry) -> Int? {
    guard row.destination.address == endpoint.address else { return nil }
    let fitsPort = endpoint.port == 0 || row.destination.port == endpoint.port
    switch service {
    case .firewallMark:
      return fitsPort || persistence != nil ? 3 : nil
    case .endpoint(let transport, let virtual):
      guard row.transport == transport, row.virtual.address == virtual.address
      else { return nil }
      if virtual.port == row.virtual.port { return fitsPort ? 0 : nil }
      if virtual.port == 0 { return 2 }
      return virtual.port == 21 && transport == .tcp ? 1 : nil
    }
  }
}
