internal import IPVS

/// Services that take more ports than their owner thinks, or other ones.
extension CheckRule {
  static let portZeroOpensAll = CheckRule(
    "port-zero-opens-all", "persistence on port 0 opens every port"
  ) { subject in
    let mark = subject.freeMark
    return subject.persistentServices.compactMap { service, _ in
      guard let (transport, endpoint) = service.endpoint, endpoint.port == 0 else { return nil }
      let identity = ServiceIdentity.firewallMark(mark, endpoint.address.family)
      return Discovery(
        object: .service(service.identity),
        reason: "Port 0 is every port: connections to any \(transport.upperCaseName) port of "
          + "\(endpoint.address) that has no service of its own go to its servers, also to "
          + "ports that nobody meant to open. A firewall mark gives the same affinity for the ports that are meant; "
          + "80 and 443 stand for them here.",
        mend: CommandText.mark(service, ports: ["80", "443"], mark)
          + [CommandText.add(identity, service.details)]
          + CommandText.addForAllPorts(service.destinations, to: identity)
          + [CommandText.delete(service.identity)])
    }
  }

  static let ftpTakesPorts = CheckRule(
    "ftp-takes-ports", "an FTP service takes ports from a port-0 one of the same address"
  ) { subject in
    subject.services.compactMap { service in
      guard let (transport, endpoint) = service.endpoint, transport == .tcp, endpoint.port == 21,
        let all = subject.service(.tcp, endpoint.address, 0)
      else { return nil }
      // They share their templates: with the same servers nothing is taken away.
      if service.details.persistence != nil, service.serverAddresses == all.serverAddresses {
        return nil
      }
      let start = subject.facts.unprivilegedPortStart
      let fate =
        service.details.persistence == nil
        ? "are left to the director itself" : "go to the servers of FTP"
      return Discovery(
        object: .service(service.identity),
        reason:
          "Connections to port 20 and to all ports from \(start) on of \(endpoint.address) \(fate), "
          + "and not to those of the service with port 0: FTP's data may come there. A service for "
          + "just the port stands before both; 8080 stands for it here.",
        mend: [
          CommandText.add(
            .endpoint(.tcp, Endpoint(endpoint.address, port: 8080)), all.details)
        ]
          + all.destinations.map {
            CommandText.add(
              .endpoint(.tcp, Endpoint(endpoint.address, port: 8080)),
              Endpoint($0.endpoint.address, port: 8080), $0.details)
          })
    }
  }

  static let ftpWithoutPersistence = CheckRule(
    "ftp-without-persistence", "passive FTP without address translation needs persistence"
  ) { subject in
    subject.services.compactMap { service in
      guard let (transport, endpoint) = service.endpoint, transport == .tcp, endpoint.port == 21,
        service.details.persistence == nil,
        service.destinations.contains(where: { $0.details.forwarding != .masquerade })
      else { return nil }
      return Discovery(
        object: .service(service.identity),
        reason: "Clients of passive FTP open a second connection to a port from "
          + "\(subject.facts.unprivilegedPortStart) on. Without persistence it is left to the director "
          + "itself, and never reaches the server.",
        mend: [CommandText.edit(service) { $0.persistence = Persistence(timeout: 360) }])
    }
  }

  static let serverPortIgnored = CheckRule(
    "server-port-ignored", "a server's port in a service that keeps the packet's port"
  ) { subject in
    subject.persistentServices.flatMap { service, _ in
      guard service.endpoint.map({ $0.endpoint.port == 0 }) ?? true else { return [Discovery]() }
      return service.destinations.filter { $0.endpoint.port != 0 }.map { server in
        let free = Endpoint(server.endpoint.address, port: 0)
        let kind = service.endpoint == nil ? "for a firewall mark" : "for port 0"
        return Discovery(
          object: .server(service.identity, server.endpoint),
          reason:
            "A persistent service \(kind) leaves a packet's port as it is: nothing reaches port "
            + "\(server.endpoint.port) of this server but what came for that port. A service for one "
            + "address and port translates the port.",
          mend: [
            CommandText.delete(service.identity, server.endpoint),
            CommandText.add(service.identity, free, server.details),
          ])
      }
    }
  }

  static let portsApart = CheckRule(
    "ports-apart", "persistent services of one address that share servers, but not clients"
  ) { subject in
    let mark = subject.freeMark
    let groups = Dictionary(
      grouping: subject.persistentServices.map(\.service).filter(hasOnePort),
      by: \.endpoint?.endpoint.address)
    return subject.services.compactMap { service in
      guard hasOnePort(service), service.details.persistence != nil,
        let (_, endpoint) = service.endpoint, service.destinations.count > 1,
        let group = groups[endpoint.address], group.count > 1, group.first == service
      else { return nil }
      let others = group.dropFirst().filter { $0.serverAddresses == service.serverAddresses }
      guard !others.isEmpty else { return nil }
      let ports = ([endpoint.port] + others.compactMap { $0.endpoint?.endpoint.port }).sorted()
        .map { String($0) }
      let identity = ServiceIdentity.firewallMark(mark, endpoint.address.family)
      return Discovery(
        severity: .note, object: .service(service.identity),
        reason:
          "Ports \(Words.list(ports)) of \(endpoint.address) have the same servers, but each its "
          + "own templates and its own scheduler: a client may be on one server for one port and on "
          + "another one for the next. A firewall mark makes them one service.",
        mend: CommandText.mark(service, ports: ports, mark)
          + [CommandText.add(identity, service.details)]
          + CommandText.addForAllPorts(service.destinations, to: identity)
          + ([service] + others).map { CommandText.delete($0.identity) })
    }
  }

  /// Whether it is a service of TCP for one port, and no more.
  private static func hasOnePort(_ service: Service) -> Bool {
    guard let (transport, endpoint) = service.endpoint else { return false }
    return transport == .tcp && endpoint.port != 0 && endpoint.port != 21
  }
}

extension Service {
  /// Where its servers are.
  fileprivate var serverAddresses: Set<IPAddress> { Set(destinations.map(\.endpoint.address)) }
}

extension TransportProtocol {
  /// `TCP`, `UDP` or `SCTP`, or the number.
  fileprivate var upperCaseName: String { lowerCaseName.uppercased() }
}
