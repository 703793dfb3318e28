internal import IPVS
internal import IPVSOperations

/// `ipvs show --json`.
struct ShowDocument: Document {
  static let schema = "show"
  static let version = 1

  /// What `--netns` named.
  @OrNull var networkNamespace: String?
  /// `netlink`, or `files` where only what anybody may read is told.
  var source: String
  /// In the director's own order of servers.
  var services: [ServiceObject]

  init(_ listing: Show.Listing, networkNamespace: String?) {
    self.networkNamespace = networkNamespace
    source = listing.tellsFilesOnly ? "files" : "netlink"
    services = listing.services.map {
      ServiceObject($0, settings: listing.settings, tellsFilesOnly: listing.tellsFilesOnly)
    }
  }
}

/// A service as an object.
struct ServiceObject: Encodable {
  /// `tcp`, `udp`, `sctp` or a number; null for a firewall mark.
  @OrNull var `protocol`: String?
  @OrNull var address: String?
  @OrNull var port: UInt16?
  @OrNull var firewallMark: UInt32?
  /// `ipv4` or `ipv6`.
  var family: String
  var scheduler: String
  var schedulerFlags: [String]
  @OrNull var persistence: PersistenceObject?
  @OrNull var persistenceEngine: String?
  var onePacket: Bool
  @OrNull var counters: TrafficObject?
  /// A second.
  @OrNull var rates: TrafficObject?
  var servers: [ServerObject]

  struct PersistenceObject: Encodable {
    /// Seconds.
    var timeout: UInt32
    /// As `ipvsadm -M` takes it.
    var mask: String
  }

  init(_ service: Service, settings: DirectorSettings?, tellsFilesOnly: Bool) {
    switch service.identity {
    case .endpoint(let transport, let endpoint):
      self.protocol = transport.name.lowercased()
      address = endpoint.address.description
      port = endpoint.port
      firewallMark = nil
    case .firewallMark(let mark, _):
      self.protocol = nil
      address = nil
      port = nil
      firewallMark = mark
    }
    family = service.identity.family.name
    let details = service.details
    scheduler = details.scheduler.description
    schedulerFlags = details.schedulerFlagNames
    persistence = details.persistence.map {
      PersistenceObject(timeout: $0.timeout, mask: details.mask.description)
    }
    persistenceEngine =
      details.persistenceEngine.isEmpty ? nil : details.persistenceEngine.description
    onePacket = details.isOnePacket
    counters = tellsFilesOnly ? nil : TrafficObject(service.counters)
    rates = tellsFilesOnly ? nil : TrafficObject(service.rates)
    let total = service.destinations.reduce(0) { $0 + $1.connections }
    servers = service.destinations.map {
      ServerObject(
        $0, of: service, total: total, settings: settings, tellsFilesOnly: tellsFilesOnly)
    }
  }
}

/// A server of a service as an object.
struct ServerObject: Encodable {
  var address: String
  var port: UInt16
  var family: String
  /// `masquerade`, `route`, `tunnel`, `local` or `bypass`.
  var method: String
  var weight: Int32
  @OrNull var upperThreshold: UInt32?
  @OrNull var lowerThreshold: UInt32?
  @OrNull var tunnel: TunnelObject?
  var active: UInt32
  var inactive: UInt32
  @OrNull var templates: UInt32?
  /// Of the service's connections, 0 to 1; null where it has none.
  @OrNull var share: Double?
  /// A word of `DestinationStatus`.
  var state: String
  /// Whether templates bring clients back although the weight is 0.
  @OrNull var sticky: Bool?
  @OrNull var counters: TrafficObject?
  @OrNull var rates: TrafficObject?

  struct TunnelObject: Encodable {
    /// `ipip`, `gue`, `gre` or a number.
    var type: String
    var port: UInt16
    /// `none`, `full`, `remote` or a number.
    var checksum: String
  }

  init(
    _ destination: Destination, of service: Service, total: UInt64, settings: DirectorSettings?,
    tellsFilesOnly: Bool
  ) {
    let details = destination.details
    let counts = destination.connectionCounts
    address = destination.endpoint.address.description
    port = destination.endpoint.port
    family = destination.endpoint.address.family.name
    method = details.forwarding.jsonName
    weight = details.weight
    upperThreshold = tellsFilesOnly ? nil : details.upperThreshold
    lowerThreshold = tellsFilesOnly ? nil : details.lowerThreshold
    tunnel =
      details.forwarding == .tunnel && !tellsFilesOnly
      ? TunnelObject(
        type: details.tunnel.kind.jsonName, port: details.tunnel.port,
        checksum: details.tunnel.checksum.jsonName)
      : nil
    active = counts.active
    inactive = counts.inactive
    templates = tellsFilesOnly ? nil : counts.persistent
    share = total == 0 ? nil : Double(destination.connections) / Double(total)
    state = DestinationStatus(of: destination).rawValue
    sticky =
      tellsFilesOnly
      ? nil : settings.map { destination.isSticky(in: service, settings: $0) }
    counters = tellsFilesOnly ? nil : TrafficObject(destination.counters)
    rates = tellsFilesOnly ? nil : TrafficObject(destination.rates)
  }
}

/// Counters, or rates a second.
struct TrafficObject: Encodable {
  var connections: UInt64
  var incomingPackets: UInt64
  var outgoingPackets: UInt64
  var incomingBytes: UInt64
  var outgoingBytes: UInt64

  init(_ counters: Counters) {
    connections = counters.connections
    incomingPackets = counters.incomingPackets
    outgoingPackets = counters.outgoingPackets
    incomingBytes = counters.incomingBytes
    outgoingBytes = counters.outgoingBytes
  }

  init(_ rates: Rates) {
    connections = rates.connections
    incomingPackets = rates.incomingPackets
    outgoingPackets = rates.outgoingPackets
    incomingBytes = rates.incomingBytes
    outgoingBytes = rates.outgoingBytes
  }
}
