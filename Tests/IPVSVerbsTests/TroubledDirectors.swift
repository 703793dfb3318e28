import IPVS

/// A director that does what another one does; others add trouble to it.
class ForwardingDirector: Director {
  private let director: any Director

  init(_ director: any Director) {
    self.director = director
  }

  func services() throws(DirectorError) -> [Service] { try director.services() }
  func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    try director.forEachConnection(body)
  }
  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    try director.submit(changes)
  }
  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    try director.setSysctl(name, to: value)
  }
  func information() throws(DirectorError) -> DirectorInformation { try director.information() }
  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    try director.service(identity)
  }
  func timeouts() throws(DirectorError) -> Timeouts { try director.timeouts() }
  func daemons() throws(DirectorError) -> [SyncDaemon] { try director.daemons() }
  func sysctlNames() throws(DirectorError) -> [SysctlName] { try director.sysctlNames() }
  func sysctl(_ name: SysctlName) throws(DirectorError) -> String { try director.sysctl(name) }
}

/// A director that does not answer for a while.
final class DeafDirector: ForwardingDirector {
  var isDeaf = false

  override func services() throws(DirectorError) -> [Service] {
    if isDeaf { throw DirectorError(.interruptedListing, .interrupted) }
    return try super.services()
  }
}

/// A director whose connection table takes long to read.
final class SlowDirector: ForwardingDirector {
  private let waiting: SimulatedWaiting
  private let milliseconds: UInt64
  private(set) var readings = 0

  init(_ director: any Director, _ waiting: SimulatedWaiting, milliseconds: UInt64) {
    self.waiting = waiting
    self.milliseconds = milliseconds
    super.init(director)
  }

  override func forEachConnection(
    _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError) {
    readings += 1
    waiting.pass(milliseconds: milliseconds)
    try super.forEachConnection(body)
  }
}
