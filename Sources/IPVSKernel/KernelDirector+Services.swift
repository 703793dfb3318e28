internal import CSystem
public import IPVS

// Services with their destinations, from two sources.

extension KernelDirector {
  /// All services with their destinations, in the kernel's own order (`IPVS_CMD_GET_SERVICE`,
  /// `IPVS_CMD_GET_DEST`).
  ///
  /// A service that is removed while they are read is left out. Throws `interruptedListing` where
  /// the kernel says again and again that the table changed.
  public func services() throws(DirectorError) -> [Service] {
    try services(.whole)
  }

  /// All services in the kernel's own order, with what is wanted of their destinations.
  ///
  /// What a plain listing shows of destinations is read from `/proc/net/ip_vs` at once, where that
  /// is there and there are more than a few services; else they are asked for service by service. The
  /// file shows the network namespace of the process's main thread, which must be that of this
  /// director.
  public func services(_ contents: DestinationContents) throws(DirectorError) -> [Service] {
    var services = try servicesAlone(contents)
    if contents == .plain, services.count > fewServices, let file = try? File(table, O_RDONLY) {
      if try complete(&services, from: file) { return services }
      services = try servicesAlone(contents)
    }
    try compare(&services, contents)
    return try completed(services, contents)
  }

  /// All services without destinations, as netlink tells them.
  private func servicesAlone(
    _ contents: DestinationContents
  ) throws(DirectorError) -> [Service] {
    var names = NameTable()
    return try conversation.dump(.getService, mayBeLong: true) { (answer) throws(DirectorError) in
      try Service(answer: answer, names: &names, contents: contents)
    }
  }

  /// How often services are listed, or `/proc/net/ip_vs` is read, that do not fit one another.
  private static let attempts = 5
  /// So many services stand in one message, which the kernel makes while nothing changes.
  private static let servicesInMessage = 8

  /// Lists services until netlink names them in the same order again.
  ///
  /// The kernel goes on by the number of services that it has told: where some before these come or
  /// go in between, others are told twice or not at all. A table that changes again and again is
  /// taken as it is told at last.
  private func compare(
    _ services: inout [Service], _ contents: DestinationContents
  ) throws(DirectorError) {
    for _ in 1..<KernelDirector.attempts {
      if services.count <= KernelDirector.servicesInMessage { return }
      if try isStillNamed(services) { return }
      services = try servicesAlone(contents)
    }
  }

  /// Gives services the destinations in `/proc/net/ip_vs`; false where that cannot be had.
  ///
  /// The kernel gives the file piece by piece, and not as it was at one moment: it counts where it
  /// has the same services in the same order as netlink before and after. Else all is read again.
  private func complete(
    _ services: inout [Service], from file: borrowing File
  ) throws(DirectorError) -> Bool {
    for attempt in 1...KernelDirector.attempts {
      if attempt > 1 { services = try servicesAlone(.plain) }
      if ServiceTable.complete(&services, from: file), try isStillNamed(services) { return true }
    }
    return false
  }

  /// The services with their destinations; those are left out that do not exist any more.
  private func completed(
    _ services: [Service], _ contents: DestinationContents
  ) throws(DirectorError) -> [Service] {
    conversation.prepareForShortDumps()
    var completed: [Service] = []
    completed.reserveCapacity(services.count)
    for service in services {
      if let service = try self.completed(service, contents) { completed.append(service) }
    }
    return completed
  }

  /// Whether netlink names these services now, in this order.
  private func isStillNamed(_ services: [Service]) throws(DirectorError) -> Bool {
    // Where the dump is begun anew after some rows this says no, and all is read again.
    var place = 0
    let isSame = try conversation.dump(.getService, mayBeLong: true) {
      (answer) throws(DirectorError) in
      defer { place += 1 }
      let identity = try ServiceIdentity(answer: answer)
      return place < services.count && services[place].identity == identity
    }
    return isSame.count == services.count && !isSame.contains(false)
  }

  /// One service with its destinations (`IPVS_CMD_GET_SERVICE`, `IPVS_CMD_GET_DEST`).
  ///
  /// Throws `refused` with `ESRCH` where it does not exist.
  public func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    guard let service = try completed(try withoutDestinations(identity), .whole) else {
      throw DirectorError(.refused, .noSuchProcess)
    }
    return service
  }

  private func withoutDestinations(
    _ identity: ServiceIdentity
  ) throws(DirectorError) -> Service {
    try conversation.ask(.getService, attributes: { $0.append(keyOf: identity) }) {
      (answer) throws(DirectorError) in
      var names = NameTable()
      return try Service(answer: answer, names: &names)
    }
  }

  /// The service with its destinations; nil where it does not exist any more.
  private func completed(
    _ service: Service, _ contents: DestinationContents
  ) throws(DirectorError) -> Service? {
    let identity = service.identity
    var service = service
    do {
      service.destinations = try conversation.dump(
        .getDestinations, attributes: { $0.append(keyOf: identity) }
      ) { answer throws(DirectorError) in
        try Destination(answer: answer, serviceFamily: identity.family, contents: contents)
      }
      // Of a service that is gone the kernel tells no destinations, rather than that it is gone.
      if service.destinations.isEmpty { _ = try withoutDestinations(identity) }
    } catch  where error == DirectorError(.refused, .noSuchProcess) {
      return nil
    }
    return service
  }
}
