internal import IPVS

/// Schedulers that find servers by a hash, and what becomes of clients whose server cannot be chosen.
extension CheckRule {
  static let hashWithoutFallback = CheckRule(
    "hash-without-fallback", "mh or sh without fallback, and a server that cannot be chosen"
  ) { subject in
    subject.services.compactMap { service in
      let details = service.details
      guard details.scheduler == "mh" || details.scheduler == "sh",
        !details.schedulerFlags.contains(.flag1), !service.usableServers.isEmpty
      else { return nil }
      let mend = [CommandText.edit(service) { $0.schedulerFlags.insert(.flag1) }]
      let unusable = service.destinations.filter { server in
        server.isFull || server.details.weight == 0 && subject.hasHash(server, of: service)
      }
      if !unusable.isEmpty {
        let names = unusable.map { "\($0.endpoint)\($0.isFull ? " (full)" : " (weight 0)")" }
        return Discovery(
          object: .service(service.identity),
          reason:
            "\(details.scheduler) finds servers by a hash of the client\(share(unusable, service)), "
            + "and without \(details.scheduler)-fallback refuses clients whose server cannot be chosen: "
            + "\(Words.list(names)).\(doubt(subject, service, unusable))",
          mend: mend)
      }
      let limited = service.destinations.filter { $0.details.upperThreshold > 0 }
      guard !limited.isEmpty else { return nil }
      return Discovery(
        severity: .note, object: .service(service.identity),
        reason: "Once a server has as many connections as its upper threshold "
          + "(\(Words.list(limited.map { "\($0.details.upperThreshold) for \($0.endpoint)" }))), the "
          + "clients whose hash leads to it are refused: \(details.scheduler)-fallback is not set.",
        mend: mend)
    }
  }

  /// How many clients are concerned; mh does not show its table.
  private static func share(_ unusable: [Destination], _ service: Service) -> String {
    guard service.details.scheduler == "sh" else { return "" }
    let turns = { (servers: [Destination]) in
      servers.reduce(0) { $0 + max(1, Int($1.details.weight)) }
    }
    let percent = Words.percent(turns(unusable), of: turns(service.destinations))
    return " (about \(percent) of them are concerned)"
  }

  private static func doubt(
    _ subject: CheckSubject, _ service: Service, _ unusable: [Destination]
  ) -> String {
    guard service.details.scheduler == "mh", subject.rules == nil,
      unusable.contains(where: { !$0.isFull })
    else { return "" }
    return
      " (mh remembers the last weight that was not 0; a server that never had one has no clients.)"
  }

  static let dhRefuses = CheckRule(
    "dh-refuses", "dh, and a server that cannot be chosen"
  ) { subject in
    subject.services.compactMap { service in
      guard service.details.scheduler == "dh", !service.usableServers.isEmpty else { return nil }
      if let (_, endpoint) = service.endpoint {
        let server = DestinationHash.server(for: endpoint.address, of: service)
        guard let server, server.isFull || server.details.weight == 0 else { return nil }
        return Discovery(
          object: .service(service.identity),
          reason:
            "dh finds the server by a hash of the virtual address, and \(endpoint.address) leads to "
            + "\(server.endpoint), which "
            + (server.isFull ? "has as many connections as its threshold" : "has weight 0")
            + ": all new clients are refused. dh has no fallback.",
          mend: [CommandText.edit(service) { $0.scheduler = "wlc" }])
      }
      let unusable = service.destinations.filter { $0.isFull || $0.details.weight == 0 }
      guard !unusable.isEmpty else { return nil }
      return Discovery(
        object: .service(service.identity),
        reason:
          "dh finds servers by a hash of the virtual address and has no fallback: new clients of "
          + "the addresses that lead to \(Words.list(unusable.map { "\($0.endpoint)" })) are refused.",
        mend: [CommandText.edit(service) { $0.scheduler = "wlc" }])
    }
  }

  static let dhOneServer = CheckRule(
    "dh-one-server", "dh for one address has one server"
  ) { subject in
    subject.services.compactMap { service in
      guard service.details.scheduler == "dh", service.destinations.count > 1,
        let (_, endpoint) = service.endpoint,
        let server = DestinationHash.server(for: endpoint.address, of: service),
        server.details.weight > 0
      else { return nil }
      return Discovery(
        severity: .note, object: .service(service.identity),
        reason:
          "dh finds the server by a hash of the virtual address. This service has one address, so "
          + "that all clients go to \(server.endpoint), and none to the others. sh finds it by the "
          + "client's address.",
        mend: [
          CommandText.edit(service) { details in
            details.scheduler = "sh"
            details.schedulerFlags = .flag1
          }
        ])
    }
  }
}

extension CheckSubject {
  /// Whether a server without weight has a part of the hash's table: with mh those that had a weight.
  fileprivate func hasHash(_ server: Destination, of service: Service) -> Bool {
    guard service.details.scheduler == "mh", let rules else { return true }
    return rules.onceWeighted.contains(
      ConnectionTally.ServerName(service.identity, server.endpoint))
  }
}

/// The table of dh: 256 buckets, which the servers take in turns.
private enum DestinationHash {
  static func server(for address: IPAddress, of service: Service) -> Destination? {
    guard !service.destinations.isEmpty else { return nil }
    let word =
      switch address {
      case .v4(let address): address.rawValue
      case .v6(let address):
        address.words.0 ^ address.words.1 ^ address.words.2 ^ address.words.3
      }
    let bucket = Int((word &* 0x61c8_8647) >> 24)
    return service.destinations[bucket % service.destinations.count]
  }
}
