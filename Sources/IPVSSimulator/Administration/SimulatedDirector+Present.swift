public import IPVS

// What a kernel tells nobody, or not at once.
extension SimulatedDirector {
  /// How many connections and templates there are.
  public var entryCount: Int { connections.count }

  /// All services with their servers, as `services()` has them, but with all that was counted since they
  /// were made: what an estimator has not seen yet, and what was there before a `zero`.
  public func servicesAsCounted() -> [Service] {
    serviceTable.all.map { service in
      var listed = listed(service)
      listed.counters = service.counters.counted
      for (index, server) in service.servers.enumerated() {
        listed.destinations[index].counters = server.counters.counted
      }
      return listed
    }
  }
}
