import IPVS

extension Change {
  /// The request that carries the change out.
  var command: Command {
    switch self {
    case .addService: .newService
    case .editService: .setService
    case .deleteService: .deleteService
    case .addDestination: .newDestination
    case .editDestination: .setDestination
    case .deleteDestination: .deleteDestination
    case .setTimeouts: .setTimeouts
    case .startDaemon: .newDaemon
    case .stopDaemon: .deleteDaemon
    case .zero: .zero
    case .flush: .flush
    }
  }

  /// Whether the kernel may carry the request out and acknowledge nothing.
  ///
  /// It does so with a daemon that is stopped before its thread has run for the first time: ending
  /// the thread then fails with `EINTR`, which netlink does not pass on.
  var mayStayUnanswered: Bool {
    if case .stopDaemon = self { true } else { false }
  }

  /// Writes the attributes of that request.
  ///
  /// They are those of ipvsadm 1.31, in its order, without those that the kernel does not read: it
  /// looks at each attribute of a request all the same.
  func write(to writer: inout AttributeWriter) {
    switch self {
    case .addService(let identity, let details), .editService(let identity, let details):
      writer.append(identity, details)
    case .deleteService(let identity):
      writer.append(keyOf: identity)
    case .addDestination(let identity, let endpoint, let details),
      .editDestination(let identity, let endpoint, let details):
      writer.append(keyOf: identity)
      writer.append(endpoint, details)
    case .deleteDestination(let identity, let endpoint):
      writer.append(keyOf: identity)
      writer.append(keyOf: endpoint)
    case .setTimeouts(let timeouts):
      writer.append(timeouts)
    case .startDaemon(let daemon):
      writer.append(daemon)
    case .stopDaemon(let role, let syncID):
      writer.append(role, syncID: syncID)
    case .zero(let identity):
      if let identity { writer.append(keyOf: identity) }
    case .flush:
      break
    }
  }
}
