internal import IPVS

extension SimulatedDirector {
  /// Makes a server, or brings it back from the trash with its counts and connections.
  ///
  /// What is wrong is found in this order: families, weight and thresholds, tunnel, a server that
  /// exists, the address.
  func addServer(
    _ endpoint: Endpoint, _ details: DestinationDetails, to service: VirtualService
  ) throws(Errno) {
    try checkFamilies(endpoint, details, of: service)
    try check(details)
    guard service.server(at: endpoint) == nil else { throw .fileExists }
    let server: ServerState
    if let revived = trash.revive(endpoint, of: service.identity) {
      server = revived
      let look = estimator.lastLook(at: clock.now)
      server.counters.resume(after: look)
      if server.service !== service {
        server.counters.reset(after: look)
        server.service = service
      }
      server.replaceDetails(details, rule: profile.overloadRule)
      server.lastWeight = details.weight
      server.isAvailable = true
    } else {
      guard surroundings.isServerAddress(endpoint.address) else { throw .invalidArgument }
      server = ServerState(endpoint: endpoint, service: service, details: details)
    }
    service.insert(server)
    realServers.insert(server)
  }

  /// Replaces the details of a server; its connections keep theirs.
  func editServer(
    _ endpoint: Endpoint, _ details: DestinationDetails, of service: VirtualService
  ) throws(Errno) {
    try checkFamilies(endpoint, details, of: service)
    try check(details)
    guard let server = service.server(at: endpoint) else { throw .noSuchFileOrDirectory }
    server.replaceDetails(details, rule: profile.overloadRule)
    service.serverWasEdited()
  }

  /// Takes a server out of its service.
  func deleteServer(_ endpoint: Endpoint, of service: VirtualService) throws(Errno) {
    guard let server = service.remove(at: endpoint) else { throw .noSuchFileOrDirectory }
    discard(server)
  }

  /// Puts a server that is in no list any more into the trash.
  func discard(_ server: ServerState) {
    server.isAvailable = false
    realServers.remove(server)
    server.counters.stop(after: estimator.lastLook(at: clock.now))
    if trash.isEmpty { armTrashTimer() }
    trash.insert(server)
    if sysctls.engine.expireNodestConn != 0 { armNodestTimer() }
  }

  /// Another family than the service's needs a tunnel, and goes with no sync daemon.
  private func checkFamilies(
    _ endpoint: Endpoint, _ details: DestinationDetails, of service: VirtualService
  ) throws(Errno) {
    guard endpoint.address.family != service.identity.family else { return }
    guard syncDaemons.running.isEmpty, details.forwarding == .tunnel else {
      throw .invalidArgument
    }
  }

  private func check(_ details: DestinationDetails) throws(Errno) {
    guard details.weight >= 0, details.lowerThreshold <= details.upperThreshold else {
      throw .outOfRange
    }
    if details.tunnel.kind == .gue, details.tunnel.port == 0 { throw .invalidArgument }
  }
}
