import IPVS

/// A director that does what another one does, but for what it is told to refuse.
final class RefusingDirector: Director {
  private let director: any Director

  /// Which changes are refused, by their number from 0.
  var refused: Set<Int> = []
  /// Which submissions fail as a whole, by their number from 0; the changes are carried out.
  var lost: Set<Int> = []
  /// Which writes of settings are refused, by their number from 0.
  var refusedSettings: Set<Int> = []
  /// What happens before the services are listed.
  var beforeListing: (() -> Void)?

  private(set) var changes = 0
  private(set) var submissions = 0
  private(set) var settings = 0

  init(_ director: any Director) {
    self.director = director
  }

  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    defer { submissions += 1 }
    var outcomes: [DirectorError?] = []
    for change in changes {
      if refused.contains(self.changes) {
        outcomes.append(DirectorError(.refused, .notPermitted))
      } else {
        outcomes += try director.submit([change])
      }
      self.changes += 1
    }
    if lost.contains(submissions) { throw DirectorError(.noAnswer, .timedOut) }
    return outcomes
  }

  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    defer { settings += 1 }
    if refusedSettings.contains(settings) { throw DirectorError(.sysctlRefused, .notPermitted) }
    try director.setSysctl(name, to: value)
  }

  func services() throws(DirectorError) -> [Service] {
    beforeListing?()
    return try director.services()
  }

  func information() throws(DirectorError) -> DirectorInformation { try director.information() }
  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    try director.service(identity)
  }
  func timeouts() throws(DirectorError) -> Timeouts { try director.timeouts() }
  func daemons() throws(DirectorError) -> [SyncDaemon] { try director.daemons() }
  func forEachConnection(
    _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError) { try director.forEachConnection(body) }
  func sysctlNames() throws(DirectorError) -> [SysctlName] { try director.sysctlNames() }
  func sysctl(_ name: SysctlName) throws(DirectorError) -> String { try director.sysctl(name) }
}
