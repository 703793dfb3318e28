public import IPVS

/// A director that takes time to look at, as a kernel does while its clock goes on.
///
/// What a command lists is then read in the command's slot and nothing else is done there: text is made
/// of it when the run is over.
public protocol SnapshotDirector: Director {
  /// Reads the connection table as it is in a slot.
  ///
  /// Nothing is done any more before that slot, so that reading may begin as soon as the rows are what
  /// they will be. The slot has come when this returns.
  ///
  /// - Returns: takes apart what was read, in no particular order.
  func takeConnections(
    in slot: UInt64
  ) throws(ScenarioFailure.Cause) -> () throws(DirectorError) -> [ConnectionEntry]
}

/// A director that answers what was asked of another one before, and nothing else.
final class RecordedDirector: Director {
  private let recorded: Record

  /// What was asked.
  enum Record {
    case services(Result<[Service], DirectorError>)
    case connections(() throws(DirectorError) -> [ConnectionEntry])
  }

  init(_ recorded: Record) {
    self.recorded = recorded
  }

  /// A question that nobody thought of.
  private static let unexpected = DirectorError(.transport, .notSupported)

  func information() throws(DirectorError) -> DirectorInformation {
    try RehearsalDirector().information()
  }

  func services() throws(DirectorError) -> [Service] {
    guard case .services(let services) = recorded else { throw Self.unexpected }
    return try services.get()
  }

  func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    guard case .connections(let take) = recorded else { throw Self.unexpected }
    for entry in try take() where body(entry) == .stop { return }
  }

  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    throw Self.unexpected
  }

  func timeouts() throws(DirectorError) -> Timeouts { throw Self.unexpected }

  func daemons() throws(DirectorError) -> [SyncDaemon] { throw Self.unexpected }

  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    throw Self.unexpected
  }

  func sysctlNames() throws(DirectorError) -> [SysctlName] { throw Self.unexpected }

  func sysctl(_ name: SysctlName) throws(DirectorError) -> String { throw Self.unexpected }

  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    throw Self.unexpected
  }
}
