internal import IPVS

/// Services that refuse everybody.
extension CheckRule {
  static let noUsableServer = CheckRule(
    "no-usable-server", "a service in which no server can be chosen"
  ) { subject in
    subject.services.compactMap { service in
      if service.details.scheduler == "none" {
        return Discovery(
          object: .service(service.identity),
          reason: "Its scheduler is 'none', which never chooses a server: new clients are refused.",
          mend: [CommandText.edit(service) { $0.scheduler = "wlc" }])
      }
      guard service.usableServers.isEmpty, !subject.goesRound(service) else { return nil }
      return Discovery(
        object: .service(service.identity), reason: reason(service),
        mend: mend(service))
    }
  }

  private static func reason(_ service: Service) -> String {
    let servers = service.destinations
    if servers.isEmpty { return "It has no server: all clients are refused." }
    let full = servers.filter { $0.details.weight > 0 }.count
    let which =
      switch (servers.count, full) {
      case (1, 0): "Its only server has weight 0"
      case (_, 0): "All its \(servers.count) servers have weight 0"
      case (1, _): "Its only server has as many connections as its upper threshold"
      case (_, servers.count):
        "All its \(servers.count) servers have as many connections as their upper thresholds"
      case (_, _):
        "\(servers.count - full) of its \(servers.count) servers have weight 0, and the others as many "
          + "connections as their upper thresholds"
      }
    let old = service.details.persistence == nil ? "" : "; those with a template still get in"
    return "\(which): new clients are refused\(old)."
  }

  private static func mend(_ service: Service) -> [String] {
    guard let server = service.destinations.first else {
      return [CommandText.addSomeServer(service.identity)]
    }
    return [
      CommandText.edit(service.identity, server) { details in
        if details.weight > 0 {
          details.upperThreshold = 0
          details.lowerThreshold = 0
        } else {
          details.weight = 1
        }
      }
    ]
  }
}

extension CheckSubject {
  /// Whether packets that get no server go to their own address (`cache_bypass`).
  fileprivate func goesRound(_ service: Service) -> Bool {
    guard service.endpoint == nil, let name = SysctlName(rawValue: "cache_bypass") else {
      return false
    }
    return settings.isOn(name)
  }
}
