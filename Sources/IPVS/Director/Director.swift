/// Something that holds services, destinations, timeouts, settings and a connection table: a
/// kernel, or a simulation of one.
///
/// Everything is asked for in bulk, so that a director can choose how it reads; nobody asks
/// service by service for what is wanted of all.
public protocol Director: AnyObject {
  /// The version of IPVS and the size of the connection table.
  func information() throws(DirectorError) -> DirectorInformation

  /// All services with their destinations, in the director's own order.
  func services() throws(DirectorError) -> [Service]

  /// All services in the director's own order, with what is wanted of their destinations; a director
  /// may tell more.
  func services(_ contents: DestinationContents) throws(DirectorError) -> [Service]

  /// One service with its destinations.
  ///
  /// Throws `ESRCH` where it does not exist.
  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service

  /// The timeouts in force, in seconds.
  func timeouts() throws(DirectorError) -> Timeouts

  /// The synchronization daemons that run; none, one or two.
  func daemons() throws(DirectorError) -> [SyncDaemon]

  /// Hands out the connections and templates one by one, in the director's own order.
  ///
  /// Throws `endedListing` where the director stopped before its last entry.
  ///
  /// - Parameter body: gets each entry; what it returns says whether to go on.
  func forEachConnection(
    _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError)

  /// Carries out changes in their order and tells what became of each.
  ///
  /// A refused change does not stop those behind it. What is thrown is a failure of the
  /// conversation itself: then nobody knows which of the changes were carried out.
  ///
  /// - Returns: one element for each change, nil where it was carried out.
  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?]

  /// The names of all settings that the director has, sorted.
  func sysctlNames() throws(DirectorError) -> [SysctlName]

  /// The value of a setting, without a newline.
  ///
  /// Throws `noSuchSysctl` where the director lacks it.
  func sysctl(_ name: SysctlName) throws(DirectorError) -> String

  /// Gives a setting a value.
  ///
  /// Throws `noSuchSysctl` where the director lacks it, `sysctlRefused` where it does not take the
  /// value or the caller may not set it.
  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError)
}

/// What is wanted of destinations: the less, the faster a director may be.
public enum DestinationContents: Hashable, Sendable {
  /// Endpoint, forwarding method, weight, active and inactive connections.
  case plain
  /// All but counters and rates, of the service either.
  case withoutCounters
  /// Everything.
  case whole
}

/// Whether whoever is being handed things wants more of them.
public enum Continuation: Hashable, Sendable {
  /// More, please.
  case more
  /// Enough.
  case stop
}

extension Director {
  /// All services with everything of their destinations.
  public func services(_ contents: DestinationContents) throws(DirectorError) -> [Service] {
    try services()
  }

  /// Carries out one change.
  ///
  /// Throws what the director refused it with.
  public func submit(_ change: Change) throws(DirectorError) {
    if let outcome = try submit([change]).first, let refusal = outcome { throw refusal }
  }
}
