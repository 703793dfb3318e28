public import IPVS

extension SimulatedDirector: Director {
  /// The version of IPVS and the size of the connection table, as Debian's kernels have them.
  public func information() throws(DirectorError) -> DirectorInformation {
    DirectorInformation(
      version: DirectorInformation.Version(rawValue: 0x01_0201), connectionTableSize: 4096)
  }

  /// All services, the oldest first; their servers, the newest first.
  public func services() throws(DirectorError) -> [Service] {
    serviceTable.all.map(listed)
  }

  /// One service with its servers.
  public func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    guard let service = serviceTable[identity] else {
      throw DirectorError(.refused, .noSuchProcess)
    }
    return listed(service)
  }

  /// The timeouts in force.
  public func timeouts() throws(DirectorError) -> Timeouts { protocolTimeouts.settable }

  /// The synchronization daemons that run, the master first.
  public func daemons() throws(DirectorError) -> [SyncDaemon] { syncDaemons.running }

  /// Hands out the connections and templates, the oldest first.
  public func forEachConnection(
    _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError) {
    for entry in connections.all where body(listed(entry)) == .stop { return }
  }

  /// Carries out changes in their order and tells what became of each.
  public func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    changes.map { change in
      do throws(Errno) {
        try carryOut(change)
        return nil
      } catch {
        return DirectorError(.refused, error)
      }
    }
  }

  /// The names of all settings, sorted.
  public func sysctlNames() throws(DirectorError) -> [SysctlName] { sysctls.names }

  /// The value of a setting.
  public func sysctl(_ name: SysctlName) throws(DirectorError) -> String {
    try sysctls.text(of: name)
  }

  /// Gives a setting a value.
  public func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    // A value that is complained of may have been taken nevertheless.
    let old = sysctls.engine
    defer {
      estimator.setRunning(sysctls.engine.runEstimation != 0, at: clock.now)
      settingsChanged(from: old)
    }
    try sysctls.set(name, to: value)
  }

  private func carryOut(_ change: Change) throws(Errno) {
    switch change {
    case .addService(let identity, let details): try addService(identity, details)
    case .editService(let identity, let details): try editService(identity, details)
    case .deleteService(let identity): delete(try found(identity))
    case .addDestination(let identity, let endpoint, let details):
      try addServer(endpoint, details, to: try found(identity))
    case .editDestination(let identity, let endpoint, let details):
      try editServer(endpoint, details, of: try found(identity))
    case .deleteDestination(let identity, let endpoint):
      try deleteServer(endpoint, of: try found(identity))
    case .setTimeouts(let timeouts):
      try protocolTimeouts.set(timeouts, ticksPerSecond: clock.ticksPerSecond)
    case .startDaemon(let daemon):
      guard !serviceTable.all.contains(where: { $0.hasServersOfOtherFamily }) else {
        throw .invalidArgument
      }
      try syncDaemons.start(daemon, interfaces: interfaces)
      syncDaemonsChanged()
    case .stopDaemon(let role, _):
      try syncDaemons.stop(role)
      syncDaemonsChanged()
    case .zero(let identity):
      for service in try identity.map({ (identity) throws(Errno) in [try found(identity)] })
        ?? serviceTable.all
      {
        service.zeroCounters(after: estimator.lastLook(at: clock.now))
      }
    case .flush:
      // The newest first, as in a chain of the kernel's table: the two of one mark are in one.
      for service in serviceTable.all.reversed() { delete(service) }
    }
  }

  private func found(_ identity: ServiceIdentity) throws(Errno) -> VirtualService {
    guard let service = serviceTable[identity] else { throw .noSuchProcess }
    return service
  }
}
