import IPVS

/// A director that answers what was asked of another one before, and nothing else.
final class RecordedDirector: Director {
  private let recorded: Record
  private let version: DirectorInformation

  /// What was asked.
  enum Record {
    case services(Result<[Service], DirectorError>)
    case connections(() throws(DirectorError) -> [ConnectionEntry])
  }

  init(_ recorded: Record, of version: DirectorInformation) {
    self.recorded = recorded
    self.version = version
  }

  /// A question that nobody thought of.
  private static let unexpected = DirectorError(.transport, .notSupported)

  func information() throws(DirectorError) -> DirectorInformation { version }

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
