internal import IPVS

extension SimulatedDirector {
  /// A service as it is listed.
  func listed(_ service: VirtualService) -> Service {
    var details = service.details
    // What the kernel keeps of the timeout is jiffies in 32 bits.
    details.persistence?.timeout = UInt32(
      truncatingIfNeeded: UInt64(service.persistenceTimeout) / clock.ticksPerSecond)
    let look = estimator.lastLook(at: clock.now)
    return Service(
      identity: service.identity, details: details, counters: service.counters.shown(after: look),
      destinations: service.servers.map { server in
        Destination(
          endpoint: server.endpoint, details: server.details, connectionCounts: server.counts,
          counters: server.counters.shown(after: look))
      })
  }

  /// A connection or a template as it is listed.
  func listed(_ entry: Connection) -> ConnectionEntry {
    ConnectionEntry(
      protocolName: entry.protocolName, client: entry.shownClient, virtual: entry.key.virtual,
      destination: entry.destination,
      state: entry.stateName,
      secondsLeft: clock.secondsLeft(until: entry.timer.expires),
      engineData: connections.callID(of: entry).map { callID in
        ConnectionEntry.EngineData(engine: "sip", data: callID)
      })
  }
}
