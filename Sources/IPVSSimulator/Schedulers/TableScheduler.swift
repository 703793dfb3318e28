/// A scheduler that goes by a table of servers, which is filled anew with every change to them.
protocol TableScheduler: Scheduler {
  /// Fills the table from the list of servers.
  func fill(_ servers: [ServerState])
}

extension TableScheduler {
  func begin(with servers: [ServerState]) { fill(servers) }
  func serverWasAdded(to servers: [ServerState]) { fill(servers) }
  func serverWasRemoved(at place: Int, from servers: [ServerState]) { fill(servers) }
  func serverWasEdited(in servers: [ServerState]) { fill(servers) }
}
