internal import IPVS

extension SimulatedDirector {
  /// Makes a service: `EEXIST`, then `ENOENT`, then `EINVAL`.
  func addService(_ identity: ServiceIdentity, _ details: ServiceDetails) throws(Errno) {
    guard serviceTable[identity] == nil else { throw .fileExists }
    let scheduler = try checked(details, of: identity)
    let service = VirtualService(
      identity: identity, number: serviceTable.nextNumber(), details: details, scheduler: scheduler,
      context: schedulerContext)
    serviceTable.insert(service)
    beginSchedulerTimer(of: service)
    estimator.serviceWasAdded(at: clock.now)
  }

  /// Replaces the details of a service; connections and templates stay as they are.
  func editService(_ identity: ServiceIdentity, _ details: ServiceDetails) throws(Errno) {
    guard let service = serviceTable[identity] else { throw .noSuchProcess }
    let scheduler = try checked(details, of: identity)
    guard service.replaceDetails(details, scheduler: scheduler, context: schedulerContext) else {
      return
    }
    endSchedulerTimer(of: service)
    beginSchedulerTimer(of: service)
  }

  /// Removes a service; its servers go to the trash, connections and templates stay.
  func delete(_ service: VirtualService) {
    serviceTable.remove(service)
    endSchedulerTimer(of: service)
    for server in service.removeAllServers() { discard(server) }
  }

  /// What a scheduler is made with now.
  private var schedulerContext: SchedulerContext {
    SchedulerContext(
      cost: profile.connectionCost, destinationLimit: profile.destinationLimit,
      ticksPerSecond: clock.ticksPerSecond, chance: chance)
  }

  /// The scheduler of the details, if they can be had.
  private func checked(
    _ details: ServiceDetails, of identity: ServiceIdentity
  ) throws(Errno) -> SchedulerName {
    guard let scheduler = SchedulerName(details.scheduler.prefix(15)),
      profile.schedulers.contains(scheduler)
    else { throw .noSuchFileOrDirectory }
    guard details.persistenceEngine.isEmpty || details.persistenceEngine == "sip" else {
      throw .noSuchFileOrDirectory
    }
    switch (details.mask, identity.family) {
    case (.v4, .ipv4): break
    case (.v6(let length), .ipv6):
      guard (1...128).contains(length) else { throw .invalidArgument }
    case (.v4, .ipv6), (.v6, .ipv4): throw .invalidArgument
    }
    // Without a mark the kernel takes the request for one with an address, and finds none.
    if case .firewallMark(0, _) = identity { throw .invalidArgument }
    return scheduler
  }
}

extension VirtualService {
  /// Whether a server has another family than the service's packets; a sync daemon cannot run then.
  var hasServersOfOtherFamily: Bool {
    servers.contains { $0.endpoint.address.family != identity.family }
  }

  /// Makes the counters of the service and its servers zero, after a look of the estimator.
  func zeroCounters(after look: UInt64) {
    counters.reset(after: look)
    for server in servers { server.counters.reset(after: look) }
  }
}
