import IPVS

/// A director that asks another one; what a test is about is overridden.
class ForwardingDirector: Director {
  let behind: any Director

  init(_ director: any Director) {
    behind = director
  }

  func information() throws(DirectorError) -> DirectorInformation { try behind.information() }
  func services() throws(DirectorError) -> [Service] { try behind.services() }
  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    try behind.service(identity)
  }
  func timeouts() throws(DirectorError) -> Timeouts { try behind.timeouts() }
  func daemons() throws(DirectorError) -> [SyncDaemon] { try behind.daemons() }
  func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    try behind.forEachConnection(body)
  }
  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    try behind.submit(changes)
  }
  func sysctlNames() throws(DirectorError) -> [SysctlName] { try behind.sysctlNames() }
  func sysctl(_ name: SysctlName) throws(DirectorError) -> String { try behind.sysctl(name) }
  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    try behind.setSysctl(name, to: value)
  }
}
