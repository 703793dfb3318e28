public import IPVS

/// What a connection table comes to, counted in one pass.
public struct ConnectionTally: Hashable, Sendable {
  /// The templates that lead to each server.
  public var templates: [ServerName: Int] = [:]
  /// Connections whose server, or service, is none any more, but for those of a backup director: a
  /// master's connections need no server there.
  public var orphans: [ServerName: Orphans] = [:]
  /// For each persistent service the connections of each client, or of each prefix that its mask
  /// makes one client.
  public var clients: [ServiceIdentity: [IPAddress: Int]] = [:]

  /// A server of a service.
  public struct ServerName: Hashable, Sendable {
    /// The service.
    public var service: ServiceIdentity
    /// The server.
    public var server: Endpoint

    /// A server of a service.
    public init(_ service: ServiceIdentity, _ server: Endpoint) {
      self.service = service
      self.server = server
    }
  }

  /// Connections whose server is gone.
  public struct Orphans: Hashable, Sendable {
    /// How many there are.
    public var count: Int
    /// The longest time that one of them has left, in seconds.
    public var longest: UInt64

    /// So many of them, and the time of the last one.
    public init(count: Int, longest: UInt64) {
      self.count = count
      self.longest = longest
    }
  }

  /// Nothing.
  public init() {}

  /// Counts the connections of a director.
  init(
    of director: any Director, _ services: [Service], _ facts: KernelFacts
  ) throws(DirectorError) {
    let owners = ConnectionOwners(services, facts)
    var tally = ConnectionTally()
    // What a master has sent needs no server here, and is not dropped for want of one.
    let isBackup = try director.daemons().contains { $0.role == .backup }
    try director.forEachConnection { entry in
      tally.add(entry, owners)
      return .more
    }
    if isBackup { tally.orphans = [:] }
    self = tally
  }

  private mutating func add(_ entry: ConnectionEntry, _ owners: ConnectionOwners) {
    if entry.isTemplate {
      guard !entry.isRejectedTemplate,
        let owner = owners.owner(ofTemplate: entry),
        let server = owner.server(for: entry.destination)
      else { return }
      templates[ServerName(owner.service.identity, server), default: 0] += 1
      return
    }
    let owner = owners.owner(of: entry)
    if isOrphan(entry, of: owner, owners) {
      let service =
        owner?.service.identity ?? .endpoint(entry.transport ?? .tcp, entry.virtual)
      let name = ServerName(service, entry.destination)
      let before = orphans[name] ?? Orphans(count: 0, longest: 0)
      orphans[name] = Orphans(
        count: before.count + 1, longest: max(before.longest, entry.secondsLeft))
    }
    guard let service = owner?.service else { return }
    guard service.details.persistence != nil else { return }
    let client = service.details.mask.masking(entry.client.address)
    clients[service.identity, default: [:]][client, default: 0] += 1
  }

  /// States in which nobody sends any more.
  private static let ended: Set<ByteString> = ["TIME_WAIT", "CLOSE", "CLOSED"]

  /// Whether the server was removed, or its service: then packets are dropped as long as the family has
  /// any service at all.
  private func isOrphan(
    _ entry: ConnectionEntry, of owner: ConnectionOwners.Owner?, _ owners: ConnectionOwners
  ) -> Bool {
    guard entry.transport?.hasPorts == true, !entry.destination.address.isUnspecified,
      owners.families.contains(entry.virtual.address.family), !Self.ended.contains(entry.state)
    else { return false }
    return owner?.server(for: entry.destination) == nil
      && !owners.hasMarkedServer(entry.destination)
  }
}
