import IPVS

/// A director whose listings are put into an order that no hash decides.
///
/// Connections are sorted by protocol, client, virtual and server, services by what names them;
/// the size of the connection table is the same everywhere.
final class CanonicalDirector: Director {
  /// The size that is shown of every connection table.
  static let connectionTableSize: UInt32 = 4096

  /// The first failure that was no refusal: the director itself is at fault.
  private(set) var failure: DirectorError?
  private let director: any Director

  init(_ director: any Director) {
    self.director = director
  }

  func information() throws(DirectorError) -> DirectorInformation {
    var information = try watch { () throws(DirectorError) in try director.information() }
    information.connectionTableSize = Self.connectionTableSize
    return information
  }

  func services() throws(DirectorError) -> [Service] {
    try watch { () throws(DirectorError) in try director.services() }
      .map(withoutRates).sorted { SortKey($0.identity) < SortKey($1.identity) }
  }

  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    withoutRates(try watch { () throws(DirectorError) in try director.service(identity) })
  }

  /// Rates hang on the moment.
  private func withoutRates(_ service: Service) -> Service {
    var service = service
    service.rates = Rates()
    for index in service.destinations.indices { service.destinations[index].rates = Rates() }
    return service
  }

  func timeouts() throws(DirectorError) -> Timeouts {
    try watch { () throws(DirectorError) in try director.timeouts() }
  }

  func daemons() throws(DirectorError) -> [SyncDaemon] {
    try watch { () throws(DirectorError) in try director.daemons() }
  }

  func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    var entries: [ConnectionEntry] = []
    try watch { () throws(DirectorError) in
      try director.forEachConnection { entry in
        entries.append(entry)
        return .more
      }
    }
    let keyed = entries.map { (key: SortKey($0), entry: $0) }.sorted { $0.key < $1.key }
    for (_, entry) in keyed where body(entry) == .stop { return }
  }

  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    try watch { () throws(DirectorError) in try director.submit(changes) }
  }

  func sysctlNames() throws(DirectorError) -> [SysctlName] {
    try watch { () throws(DirectorError) in try director.sysctlNames() }
  }

  func sysctl(_ name: SysctlName) throws(DirectorError) -> String {
    try watch { () throws(DirectorError) in try director.sysctl(name) }
  }

  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    try watch { () throws(DirectorError) in try director.setSysctl(name, to: value) }
  }

  /// Asks the director, and keeps the first failure that was no refusal.
  private func watch<Answer>(
    _ ask: () throws(DirectorError) -> Answer
  ) throws(DirectorError) -> Answer {
    do throws(DirectorError) {
      return try ask()
    } catch {
      switch error.reason {
      case .refused, .noSuchSysctl, .sysctlRefused: break
      case .notAvailable, .transport, .noAnswer, .malformedAnswer, .interruptedListing,
        .endedListing:
        failure = failure ?? error
      }
      throw error
    }
  }
}
