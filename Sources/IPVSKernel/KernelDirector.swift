internal import CSystem
public import IPVS

/// The IPVS of the kernel this process runs on, in its network namespace.
///
/// It talks generic netlink on one socket, or two for a long listing, and reads connections and settings from
/// /proc. It is used by one thread at a time. The kernel wants `CAP_NET_ADMIN` in the initial user
/// namespace, else it refuses every request with `EPERM`.
public final class KernelDirector: Director {
  private let conversation: Conversation
  private let connections: String
  private let table: String
  private let fewServices: Int
  private let settings: SettingFiles
  private var buffer: [UInt8] = []

  /// Opens a socket and looks the family of IPVS up, by which the kernel loads `ip_vs` where it is
  /// a module.
  ///
  /// Throws `notAvailable` (`ENOPROTOOPT`) where the kernel has no IPVS and cannot load it,
  /// `transport` where there is no netlink at all.
  public convenience init() throws(DirectorError) {
    let socket = try NetlinkSocket(messageSize: NetlinkChannel.messageSize)
    let family = try socket.family(named: Command.familyName)
    self.init(
      transport: socket,
      another: { () throws(DirectorError) in
        try NetlinkSocket(messageSize: NetlinkChannel.messageSize)
      }, family: family)
  }

  /// A director behind a transport, with its files in places of choice.
  ///
  /// - Parameters:
  ///   - another: opens another transport to the same kernel, where that is possible.
  ///   - fewServices: for how many services it is cheaper to ask for the destinations of each than to
  ///     open the table's file.
  init(
    transport: any NetlinkTransport,
    another: (() throws(DirectorError) -> any NetlinkTransport)? = nil, family: UInt16,
    connections: String = "/proc/net/ip_vs_conn", table: String = "/proc/net/ip_vs",
    settings: String = "/proc/sys/net/ipv4/vs", fewServices: Int = 2,
    now: @escaping () -> UInt64 = Host.nanoseconds
  ) {
    conversation = Conversation(
      NetlinkChannel(transport: transport, another: another, now: now), family: family)
    self.connections = connections
    self.table = table
    self.fewServices = fewServices
    self.settings = SettingFiles(directory: settings)
  }
}

// MARK: Questions

extension KernelDirector {
  /// The version of IPVS and the size of the connection table (`IPVS_CMD_GET_INFO`).
  public func information() throws(DirectorError) -> DirectorInformation {
    try conversation.ask(.getInformation, decode: DirectorInformation.init(answer:))
  }

  /// All services with their destinations, in the kernel's own order (`IPVS_CMD_GET_SERVICE`,
  /// `IPVS_CMD_GET_DEST`).
  ///
  /// A service that is removed while they are read is left out. Throws `interruptedListing` where
  /// the kernel says again and again that the table changed.
  public func services() throws(DirectorError) -> [Service] {
    try services(.whole)
  }

  /// All services in the kernel's own order, with what is wanted of their destinations.
  ///
  /// What a plain listing shows of destinations is read from `/proc/net/ip_vs` at once, where that
  /// is there and there are more than a few services; else they are asked for service by service. The
  /// file shows the network namespace of the process's main thread, which must be that of this
  /// director.
  public func services(_ contents: DestinationContents) throws(DirectorError) -> [Service] {
    var services = try servicesAlone(contents)
    if contents == .plain, services.count > fewServices, let file = try? File(table, O_RDONLY) {
      if try complete(&services, from: file) { return services }
      services = try servicesAlone(contents)
    }
    try compare(&services, contents)
    return try completed(services, contents)
  }

  /// All services without destinations, as netlink tells them.
  private func servicesAlone(
    _ contents: DestinationContents
  ) throws(DirectorError) -> [Service] {
    var names = NameTable()
    return try conversation.dump(.getService, mayBeLong: true) { (answer) throws(DirectorError) in
      try Service(answer: answer, names: &names, contents: contents)
    }
  }

  /// How often services are listed, or `/proc/net/ip_vs` is read, that do not fit one another.
  private static let attempts = 5
  /// So many services stand in one message, which the kernel makes while nothing changes.
  private static let servicesInMessage = 8

  /// Lists services until netlink names them in the same order again.
  ///
  /// The kernel goes on by the number of services that it has told: where some before these come or
  /// go in between, others are told twice or not at all. A table that changes again and again is
  /// taken as it is told at last.
  private func compare(
    _ services: inout [Service], _ contents: DestinationContents
  ) throws(DirectorError) {
    for _ in 1..<KernelDirector.attempts {
      if services.count <= KernelDirector.servicesInMessage { return }
      if try isStillNamed(services) { return }
      services = try servicesAlone(contents)
    }
  }

  /// Gives services the destinations in `/proc/net/ip_vs`; false where that cannot be had.
  ///
  /// The kernel gives the file piece by piece, and not as it was at one moment: it counts where it
  /// has the same services in the same order as netlink before and after. Else all is read again.
  private func complete(
    _ services: inout [Service], from file: borrowing File
  ) throws(DirectorError) -> Bool {
    for attempt in 1...KernelDirector.attempts {
      if attempt > 1 { services = try servicesAlone(.plain) }
      if ServiceTable.complete(&services, from: file), try isStillNamed(services) { return true }
    }
    return false
  }

  /// The services with their destinations; those are left out that do not exist any more.
  private func completed(
    _ services: [Service], _ contents: DestinationContents
  ) throws(DirectorError) -> [Service] {
    conversation.prepareForShortDumps()
    var completed: [Service] = []
    completed.reserveCapacity(services.count)
    for service in services {
      if let service = try self.completed(service, contents) { completed.append(service) }
    }
    return completed
  }

  /// Whether netlink names these services now, in this order.
  private func isStillNamed(_ services: [Service]) throws(DirectorError) -> Bool {
    // Where the dump is begun anew after some rows this says no, and all is read again.
    var place = 0
    let isSame = try conversation.dump(.getService, mayBeLong: true) {
      (answer) throws(DirectorError) in
      defer { place += 1 }
      let identity = try ServiceIdentity(answer: answer)
      return place < services.count && services[place].identity == identity
    }
    return isSame.count == services.count && !isSame.contains(false)
  }

  /// One service with its destinations (`IPVS_CMD_GET_SERVICE`, `IPVS_CMD_GET_DEST`).
  ///
  /// Throws `refused` with `ESRCH` where it does not exist.
  public func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    guard let service = try completed(try withoutDestinations(identity), .whole) else {
      throw DirectorError(.refused, .noSuchProcess)
    }
    return service
  }

  /// The timeouts in force, in seconds (`IPVS_CMD_GET_CONFIG`).
  public func timeouts() throws(DirectorError) -> Timeouts {
    try conversation.ask(.getTimeouts, decode: Timeouts.init(answer:))
  }

  /// The synchronization daemons that run; none, one or two (`IPVS_CMD_GET_DAEMON`).
  public func daemons() throws(DirectorError) -> [SyncDaemon] {
    try conversation.dump(.getDaemons, decode: SyncDaemon.init(answer:))
  }

  private func withoutDestinations(
    _ identity: ServiceIdentity
  ) throws(DirectorError) -> Service {
    try conversation.ask(.getService, attributes: { $0.append(keyOf: identity) }) {
      (answer) throws(DirectorError) in
      var names = NameTable()
      return try Service(answer: answer, names: &names)
    }
  }

  /// The service with its destinations; nil where it does not exist any more.
  private func completed(
    _ service: Service, _ contents: DestinationContents
  ) throws(DirectorError) -> Service? {
    let identity = service.identity
    var service = service
    do {
      service.destinations = try conversation.dump(
        .getDestinations, attributes: { $0.append(keyOf: identity) }
      ) { answer throws(DirectorError) in
        try Destination(answer: answer, serviceFamily: identity.family, contents: contents)
      }
      // Of a service that is gone the kernel tells no destinations, rather than that it is gone.
      if service.destinations.isEmpty { _ = try withoutDestinations(identity) }
    } catch  where error == DirectorError(.refused, .noSuchProcess) {
      return nil
    }
    return service
  }
}

// MARK: Changes

extension KernelDirector {
  /// Carries out changes in their order and tells what became of each.
  ///
  /// Throws `transport` with `ENOBUFS` where acknowledgements were lost; as with all that is thrown
  /// here, nobody knows then which of the changes were carried out.
  public func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    var outcomes: [DirectorError?] = []
    outcomes.reserveCapacity(changes.count)
    while outcomes.count < changes.count {
      let start = outcomes.count
      try conversation.submit(changes[start...], to: &outcomes)
      for place in start..<outcomes.count
      where changes[place].mayStayUnanswered && outcomes[place]?.errno == .interrupted {
        outcomes[place] = try outcomeOfSilence(changes[place])
      }
    }
    return outcomes
  }

  /// What became of a change that the kernel did not acknowledge: a daemon that does not run any
  /// more was stopped.
  private func outcomeOfSilence(_ change: Change) throws(DirectorError) -> DirectorError? {
    guard case .stopDaemon(let role, _) = change else { return nil }
    let isRunning = try daemons().contains { $0.role == role }
    return isRunning ? DirectorError(.refused, .interrupted) : nil
  }
}

// MARK: Files

extension KernelDirector {
  /// Hands out the connections and templates one by one, in the kernel's own order
  /// (`/proc/net/ip_vs_conn`).
  ///
  /// They are read as they are handed out, in constant memory. Throws `transport` with `ENOENT`
  /// where the file is missing, `malformedAnswer` where it is empty or at a row that is none,
  /// `endedListing` at a blank row, after the rows before it were handed out.
  ///
  /// The file shows the network namespace of the process's main thread.
  public func forEachConnection(
    _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError) {
    try ConnectionTable.forEachEntry(ofFile: connections, body)
  }

  /// Reads the connection table without taking it apart, as fast as the kernel gives it.
  ///
  /// The second time is faster than the first: there is memory for it then.
  public func takeConnections() throws(DirectorError) -> ConnectionSnapshot {
    let count = try ConnectionTable.read(file: connections, into: &buffer)
    return ConnectionSnapshot(bytes: Array(buffer.prefix(count)))
  }

  /// The names of all settings that the kernel has, sorted (`/proc/sys/net/ipv4/vs`).
  ///
  /// Throws `notAvailable` where it has none.
  public func sysctlNames() throws(DirectorError) -> [SysctlName] {
    try settings.names()
  }

  /// The value of a setting, without a newline.
  ///
  /// Throws `noSuchSysctl` where the kernel lacks it, `notAvailable` where it has no settings of
  /// IPVS at all.
  public func sysctl(_ name: SysctlName) throws(DirectorError) -> String {
    try settings.value(of: name)
  }

  /// Gives a setting a value.
  ///
  /// Throws `sysctlRefused` with `EINVAL` for a value that the kernel does not take, `EACCES` where
  /// the caller may not set it, `EROFS` where /proc/sys is read-only; else what `sysctl(_:)` throws.
  public func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    try settings.set(name, to: value)
  }
}
