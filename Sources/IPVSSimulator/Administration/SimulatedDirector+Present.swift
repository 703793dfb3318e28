public import IPVS

// What a kernel tells nobody, or not at once.
extension SimulatedDirector {
  /// How many connections and templates there are.
  public var entryCount: Int { connections.count }

  /// All services with their servers, as `services()` has them, but with counters as they are now; those
  /// are what an estimator saw last.
  public func servicesAsCounted() -> [Service] {
    serviceTable.all.map { service in
      var listed = listed(service)
      listed.counters = service.counters.shown(after: .max)
      for (index, server) in service.servers.enumerated() {
        listed.destinations[index].counters = server.counters.shown(after: .max)
      }
      return listed
    }
  }
}
