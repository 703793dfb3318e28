import IPVS

/// A director that may not be asked.
final class RefusingDirector: Director {
  private static let refusal = DirectorError(.refused, .notPermitted)

  func information() throws(DirectorError) -> DirectorInformation { throw Self.refusal }
  func services() throws(DirectorError) -> [Service] { throw Self.refusal }
  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service { throw Self.refusal }
  func timeouts() throws(DirectorError) -> Timeouts { throw Self.refusal }
  func daemons() throws(DirectorError) -> [SyncDaemon] { throw Self.refusal }
  func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    throw Self.refusal
  }
  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    throw Self.refusal
  }
  func sysctlNames() throws(DirectorError) -> [SysctlName] { throw Self.refusal }
  func sysctl(_ name: SysctlName) throws(DirectorError) -> String { throw Self.refusal }
  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    throw Self.refusal
  }
}
