package import IPVS

/// A director that holds a table and no traffic, with the kernel's answers to what is wrong.
package final class TableDirector: Director {
  package init() {}

  package var table: [Service] = []
  package var currentTimeouts = Timeouts(tcp: 900, tcpFin: 120, udp: 300)
  package var currentDaemons: [SyncDaemon] = []
  package var connections: [ConnectionEntry] = []
  package var version = DirectorInformation.Version(rawValue: 0x010201)
  /// What every listing ends with, if it is to fail.
  package var failure: DirectorError?
  /// What every change is refused with, if it is to be refused.
  package var refusal: Errno?
  /// With what the conversation about changes breaks off, if it is to.
  package var breakdown: DirectorError?
  /// Every change that was asked for, in order.
  package private(set) var changes: [Change] = []
  /// How many changes came in one go, each time.
  package private(set) var batches: [Int] = []

  /// Forgets which changes were asked for; the table stays.
  package func forgetChanges() {
    changes = []
    batches = []
  }

  package func information() throws(DirectorError) -> DirectorInformation {
    DirectorInformation(version: version, connectionTableSize: 4096)
  }

  package func services() throws(DirectorError) -> [Service] {
    if let failure { throw failure }
    return table
  }

  package func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    if let failure { throw failure }
    guard let service = table.first(where: { $0.identity == identity }) else {
      throw DirectorError(.refused, .noSuchProcess)
    }
    return service
  }

  package func timeouts() throws(DirectorError) -> Timeouts {
    if let failure { throw failure }
    return currentTimeouts
  }

  package func daemons() throws(DirectorError) -> [SyncDaemon] {
    if let failure { throw failure }
    return currentDaemons
  }

  package func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    for entry in connections where body(entry) == .stop { return }
    if let failure { throw failure }
  }

  package func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    batches.append(changes.count)
    if let breakdown { throw breakdown }
    if let refusal { return changes.map { _ in DirectorError(.refused, refusal) } }
    return changes.map { change in
      self.changes.append(change)
      return apply(change).map { DirectorError(.refused, $0) }
    }
  }

  package func sysctlNames() throws(DirectorError) -> [SysctlName] { [] }

  package func sysctl(_ name: SysctlName) throws(DirectorError) -> String {
    throw DirectorError(.noSuchSysctl, .noSuchFileOrDirectory)
  }

  package func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    throw DirectorError(.noSuchSysctl, .noSuchFileOrDirectory)
  }

  private func apply(_ change: Change) -> Errno? {
    switch change {
    case .addService(let identity, let details):
      if index(identity) != nil { return .fileExists }
      guard knows(details) else { return .noSuchFileOrDirectory }
      table.append(Service(identity: identity, details: details))
    case .editService(let identity, let details):
      guard let index = index(identity) else { return .noSuchProcess }
      guard knows(details) else { return .noSuchFileOrDirectory }
      table[index].details = details
    case .deleteService(let identity):
      guard let index = index(identity) else { return .noSuchProcess }
      table.remove(at: index)
    case .addDestination(let identity, let endpoint, let details):
      guard let index = index(identity) else { return .noSuchProcess }
      if table[index].destinations.contains(where: { $0.endpoint == endpoint }) {
        return .fileExists
      }
      if details.lowerThreshold > details.upperThreshold { return .outOfRange }
      table[index].destinations.insert(Destination(endpoint: endpoint, details: details), at: 0)
    case .editDestination(let identity, let endpoint, let details):
      guard let index = index(identity) else { return .noSuchProcess }
      guard
        let place = table[index].destinations.firstIndex(where: { $0.endpoint == endpoint })
      else { return .noSuchFileOrDirectory }
      table[index].destinations[place].details = details
    case .deleteDestination(let identity, let endpoint):
      guard let index = index(identity) else { return .noSuchProcess }
      guard
        let place = table[index].destinations.firstIndex(where: { $0.endpoint == endpoint })
      else { return .noSuchFileOrDirectory }
      table[index].destinations.remove(at: place)
    case .setTimeouts(let timeouts):
      if timeouts.tcp != 0 { currentTimeouts.tcp = timeouts.tcp }
      if timeouts.tcpFin != 0 { currentTimeouts.tcpFin = timeouts.tcpFin }
      if timeouts.udp != 0 { currentTimeouts.udp = timeouts.udp }
    case .startDaemon(let daemon):
      if currentDaemons.contains(where: { $0.role == daemon.role }) { return .fileExists }
      currentDaemons.append(daemon)
    case .stopDaemon(let role, _):
      guard let index = currentDaemons.firstIndex(where: { $0.role == role }) else {
        return .noSuchProcess
      }
      currentDaemons.remove(at: index)
    case .zero(let identity):
      if let identity, index(identity) == nil { return .noSuchProcess }
    case .flush:
      table = []
    }
    return nil
  }

  private func knows(_ details: ServiceDetails) -> Bool {
    Self.schedulers.contains(details.scheduler)
      && (details.persistenceEngine.isEmpty || details.persistenceEngine == "sip")
  }

  private static let schedulers: Set<ByteString> = [
    "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "mh", "fo", "ovf", "none",
  ]

  private func index(_ identity: ServiceIdentity) -> Int? {
    table.firstIndex { $0.identity == identity }
  }
}
