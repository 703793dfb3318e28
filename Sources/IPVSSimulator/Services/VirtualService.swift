internal import IPVS

/// A virtual service as the engine has it: `struct ip_vs_service`.
///
/// Its properties are looked at with every packet; see `SimulatedDirector` for their attribute.
final class VirtualService {
  /// What names it.
  let identity: ServiceIdentity
  /// What names it, as it is looked for.
  let key: PackedKey
  /// The next service of its chain in the index.
  @exclusivity(unchecked) var nextOfChain: Unmanaged<VirtualService>?
  /// The place in the order in which services were made.
  let number: UInt64
  /// Everything that an administrator sets.
  @exclusivity(unchecked) private(set) var details: ServiceDetails {
    didSet { traits = Traits(details) }
  }
  /// What of the details is asked for with every new connection.
  @exclusivity(unchecked) private(set) var traits: Traits
  /// The template's life in jiffies: seconds times HZ, of which the kernel keeps 32 bits.
  @exclusivity(unchecked) private(set) var persistenceTimeout: UInt32 = 0
  /// Its servers, the newest first.
  @exclusivity(unchecked) private(set) var servers: [ServerState] = []
  /// What went through it.
  @exclusivity(unchecked) var counters = EstimatedCounters()

  private var schedulerName: SchedulerName
  @exclusivity(unchecked) private(set) var scheduler: any Scheduler
  /// The timer of its scheduler; nil where that has none.
  var schedulerTimer: Connection?

  init(
    identity: ServiceIdentity, number: UInt64, details: ServiceDetails, scheduler: SchedulerName,
    context: SchedulerContext
  ) {
    self.identity = identity
    key = PackedKey(identity)
    self.number = number
    self.details = details
    traits = Traits(details)
    schedulerName = scheduler
    self.scheduler = scheduler.makeScheduler(context)
    takePersistenceTimeout(context.ticksPerSecond)
  }

  /// The port, 0 for a firewall mark's service.
  var port: UInt16 {
    switch identity {
    case .endpoint(_, let endpoint): endpoint.port
    case .firewallMark: 0
    }
  }

  /// The firewall mark; nil for a service with an address.
  var mark: UInt32? {
    switch identity {
    case .endpoint: nil
    case .firewallMark(let mark, _): mark
    }
  }

  /// Replaces the details; the scheduler keeps its state unless it is another one.
  ///
  /// - Returns: whether it is another one.
  func replaceDetails(
    _ new: ServiceDetails, scheduler name: SchedulerName, context: SchedulerContext
  ) -> Bool {
    details = new
    takePersistenceTimeout(context.ticksPerSecond)
    guard name != schedulerName else { return false }
    schedulerName = name
    scheduler.end()
    scheduler = name.makeScheduler(context)
    scheduler.begin(with: servers)
    return true
  }

  private func takePersistenceTimeout(_ ticksPerSecond: UInt64) {
    let seconds = UInt64(details.persistence?.timeout ?? 0)
    persistenceTimeout = UInt32(truncatingIfNeeded: seconds &* ticksPerSecond)
  }

  /// The server of this address and port.
  func server(at endpoint: Endpoint) -> ServerState? {
    servers.first { $0.endpoint == endpoint }
  }

  /// Whether it is FTP's, and has or had a server that NAT is used for.
  private(set) var tracksConnections = false

  private func noteMethod(of server: ServerState) {
    if port == FTPPort.control, server.details.forwarding == .masquerade {
      tracksConnections = true
    }
  }

  /// Puts a server at the head of the list.
  func insert(_ server: ServerState) {
    noteMethod(of: server)
    servers.insert(server, at: 0)
    scheduler.serverWasAdded(to: servers)
  }

  /// Takes the server of this address and port out of the list.
  func remove(at endpoint: Endpoint) -> ServerState? {
    guard let place = servers.firstIndex(where: { $0.endpoint == endpoint }) else { return nil }
    let server = servers.remove(at: place)
    scheduler.serverWasRemoved(at: place, from: servers)
    return server
  }

  /// Takes all servers out of the list, the newest first; the service itself is gone then.
  func removeAllServers() -> [ServerState] {
    let removed = servers
    servers = []
    scheduler.end()
    scheduler = NoScheduler()
    return removed
  }

  /// Tells the scheduler that the details of a server were replaced.
  func serverWasEdited() {
    servers.forEach(noteMethod)
    scheduler.serverWasEdited(in: servers)
  }

  /// Asks the scheduler for a server.
  ///
  /// - Parameter isError: whether the packet stands for an ICMP error, which is about its answer.
  func pick(
    for packet: Packet, isError: Bool, now: UInt64, lblcrExpiration: Int64
  ) -> ServerState? {
    scheduler.pick(
      SchedulingRequest(
        client: packet.source,
        destination: isError ? packet.source.address : packet.destination.address,
        flags: traits.schedulerFlags, now: now, lblcrExpiration: lblcrExpiration),
      from: servers)
  }
}

extension VirtualService {
  /// Some of the details, which are copied without counting references.
  struct Traits {
    let isPersistent: Bool
    let hasEngine: Bool
    let isOnePacket: Bool
    let mask: PersistenceMask
    let schedulerFlags: SchedulerFlags

    init(_ details: ServiceDetails) {
      isPersistent = details.persistence != nil
      hasEngine = !details.persistenceEngine.isEmpty
      isOnePacket = details.isOnePacket
      mask = details.mask
      schedulerFlags = details.schedulerFlags
    }
  }
}
