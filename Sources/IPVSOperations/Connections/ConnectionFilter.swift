public import IPVS

/// Which entries of the connection table are of interest: those that meet all conditions.
public struct ConnectionFilter: Sendable {
  /// Clients; a template counts where a client behind it may be one of them.
  public var clients: AddressPrefix?
  /// Whether the service may be the one that is meant.
  public var service: (@Sendable (ServiceIdentity) -> Bool)?
  /// Whether the server is the one that is meant.
  public var server: (@Sendable (Endpoint) -> Bool)?
  /// The state, in capital letters.
  public var state: ByteString?
  /// Only templates.
  public var templatesOnly = false
  /// Only entries that have no server to which clients ought to be sent.
  public var orphansOnly = false
  /// Only entries with at most so many seconds left.
  public var secondsLeft: UInt64?

  private let index: ServerIndex
  private let masks: [ServiceIdentity: PersistenceMask]

  /// A filter that lets everything through.
  ///
  /// - Parameter services: of the director, by which services and orphans are known.
  public init(services: [Service] = []) {
    index = ServerIndex(services)
    var masks: [ServiceIdentity: PersistenceMask] = [:]
    for service in services { masks[service.identity] = service.details.mask }
    self.masks = masks
  }

  /// Whether the services are needed for what is asked.
  public var needsServices: Bool { clients != nil || service != nil || orphansOnly }

  /// Whether an entry meets all conditions.
  public func admits(_ entry: ConnectionEntry) -> Bool {
    if templatesOnly, !entry.isTemplate { return false }
    if let secondsLeft, entry.secondsLeft > secondsLeft { return false }
    if let state, entry.state != state { return false }
    if let server, !server(entry.destination) { return false }
    if let clients, !isFor(clients, entry) { return false }
    if let service, !isOf(service, entry) { return false }
    if orphansOnly, index.orphan(entry) == nil { return false }
    return true
  }

  /// Why an entry is an orphan; nil where it is none.
  public func orphan(_ entry: ConnectionEntry) -> ServerIndex.Orphan? { index.orphan(entry) }

  /// The service to which an entry likely belongs; nil where there is none left.
  public func likelyService(_ entry: ConnectionEntry) -> ServiceIdentity? {
    index.likelyServices(entry).first
  }

  private func isFor(_ clients: AddressPrefix, _ entry: ConnectionEntry) -> Bool {
    if clients.contains(entry.client.address) { return true }
    guard entry.isTemplate else { return false }
    return index.candidates(entry).contains { identity in
      guard let mask = masks[identity] else { return false }
      if clients.length == clients.address.family.width {
        return mask.masked(clients.address) == entry.client.address
      }
      guard let length = mask.prefixLength,
        let behind = AddressPrefix(entry.client.address, length: length)
      else { return false }
      return behind.overlaps(clients)
    }
  }

  private func isOf(
    _ service: (ServiceIdentity) -> Bool, _ entry: ConnectionEntry
  ) -> Bool {
    if index.likelyServices(entry).contains(where: service) { return true }
    // A service that was removed has left its connections behind.
    if let mark = entry.templateMark {
      return service(.firewallMark(mark, entry.client.address.family))
    }
    return entry.transport.map { service(.endpoint($0, entry.virtual)) } ?? false
  }
}

extension PersistenceMask {
  /// The length of the prefix; nil for an IPv4 mask with holes.
  public var prefixLength: Int? {
    switch self {
    case .v4(let mask):
      let length = (~mask.rawValue).leadingZeroBitCount
      return mask.rawValue == ~UInt32(UInt64(UInt32.max) >> UInt64(length)) ? length : nil
    case .v6(let length):
      return Int(length)
    }
  }
}
