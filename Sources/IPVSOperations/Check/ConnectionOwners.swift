internal import IPVS

/// Which service an entry of the connection table belongs to, as far as its row tells.
///
/// A connection that came by a firewall mark does not show the mark: it is nobody's here, or taken for
/// one of the service that has its address and port.
struct ConnectionOwners {
  private let services: [Owner]
  private let places: [ServiceIdentity: Int]
  private let marked: [Owner]
  private let unprivilegedPortStart: UInt16
  /// The address families that have services.
  let families: Set<AddressFamily>

  /// A service whose servers are found fast.
  struct Owner {
    let service: Service
    private let endpoints: Set<Endpoint>
    /// The first server of each address; for entries in which the port does not matter.
    private let addresses: [IPAddress: Endpoint]

    fileprivate init(_ service: Service) {
      self.service = service
      endpoints = Set(service.destinations.map(\.endpoint))
      addresses = Dictionary(
        service.destinations.map { ($0.endpoint.address, $0.endpoint) },
        uniquingKeysWith: { first, _ in first })
    }

    /// The server that an entry leads to; nil where the service has it no more.
    func server(for destination: Endpoint) -> Endpoint? {
      if endpoints.contains(destination) { return destination }
      guard service.hasTemplatesWithoutPort || destination.port == 0 else { return nil }
      return addresses[destination.address]
    }
  }

  init(_ services: [Service], _ facts: KernelFacts) {
    self.services = services.map(Owner.init)
    var places: [ServiceIdentity: Int] = [:]
    for (place, service) in services.enumerated() { places[service.identity] = place }
    self.places = places
    marked = self.services.filter { $0.service.endpoint == nil }
    unprivilegedPortStart = facts.unprivilegedPortStart
    families = Set(services.map(\.identity.family))
  }

  /// The service of a connection.
  func owner(of entry: ConnectionEntry) -> Owner? {
    guard let transport = entry.transport else { return nil }
    let virtual = entry.virtual
    if let exact = service(transport, virtual.address, virtual.port) { return exact }
    if transport == .tcp, virtual.port == 20 || virtual.port >= unprivilegedPortStart,
      let ftp = service(transport, virtual.address, 21)
    {
      return ftp
    }
    return service(transport, virtual.address, 0)
  }

  /// The service of a template.
  func owner(ofTemplate entry: ConnectionEntry) -> Owner? {
    if let mark = entry.templateMark {
      return places[.firewallMark(mark, entry.client.address.family)].map { services[$0] }
    }
    guard let transport = entry.transport else { return nil }
    let virtual = entry.virtual
    guard virtual.port == 0 else { return service(transport, virtual.address, virtual.port) }
    // Port 0 and FTP have the same templates; either honours what the other has made.
    let both = [0, 21].compactMap { service(transport, virtual.address, $0) }
    return both.first { $0.server(for: entry.destination) != nil } ?? both.first
  }

  private func service(
    _ transport: TransportProtocol, _ address: IPAddress, _ port: UInt16
  ) -> Owner? {
    places[.endpoint(transport, Endpoint(address, port: port))].map { services[$0] }
  }

  /// Whether a mark's service has this server.
  func hasMarkedServer(_ destination: Endpoint) -> Bool {
    marked.contains { $0.server(for: destination) != nil }
  }
}
