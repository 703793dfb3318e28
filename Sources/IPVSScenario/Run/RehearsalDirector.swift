import IPVS

/// A director that agrees to everything and remembers what it was asked for.
///
/// It tells what the lines of a scenario will ask of the real one, in `ipvsadm`'s own grammar.
final class RehearsalDirector: Director {
  /// Every change that was asked for.
  private(set) var changes: [Change] = []
  /// What it was asked, but for its own version.
  private(set) var interests: [CommandLine.Interest] = []

  /// A director of the version that everybody has.
  static let information = DirectorInformation(
    version: DirectorInformation.Version(rawValue: 0x010201), connectionTableSize: 4096)

  func information() throws(DirectorError) -> DirectorInformation { Self.information }

  func services() throws(DirectorError) -> [Service] {
    interests.append(.services)
    return []
  }

  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    interests.append(.anything)
    return Service(identity: identity, details: ServiceDetails(mask: .host(identity.family)))
  }

  func timeouts() throws(DirectorError) -> Timeouts {
    interests.append(.anything)
    return Timeouts(tcp: 900, tcpFin: 120, udp: 300)
  }

  func daemons() throws(DirectorError) -> [SyncDaemon] {
    interests.append(.anything)
    return []
  }

  func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    interests.append(.connections)
  }

  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    self.changes += changes
    interests.append(.anything)
    return changes.map { _ in nil }
  }

  func sysctlNames() throws(DirectorError) -> [SysctlName] { [] }

  func sysctl(_ name: SysctlName) throws(DirectorError) -> String { "" }

  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {}
}
