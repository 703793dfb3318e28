internal import IPVS

/// Servers that are to get no new clients, and get them.
extension CheckRule {
  static let weightZeroPersistent = CheckRule(
    "weight-zero-persistent", "weight 0 with persistence and expire_quiescent_template=0"
  ) { subject in
    guard subject.isOff(.expireQuiescentTemplate) else { return [] }
    return subject.persistentServices.flatMap { service, persistence in
      service.destinations.filter { $0.details.weight == 0 }.compactMap { server in
        let name = ConnectionTally.ServerName(service.identity, server.endpoint)
        let templates = subject.connections.map { $0.templates[name] ?? 0 }
        // Without a template nobody stays, and weight 0 makes no new ones.
        if templates == 0 { return nil }
        let who =
          templates.map { "The clients of \(Words.count($0, "template"))" }
          ?? "Clients that have a template"
        return Discovery(
          object: .server(service.identity, server.endpoint),
          reason: "\(who) stay on this server though its weight is 0: each new connection within "
            + "\(persistence.timeout) s goes there and gives the template its time again, because "
            + "expire_quiescent_template is 0.",
          mend: [CommandText.set(.expireQuiescentTemplate, 1)])
      }
    }
  }

  static let thresholdPersistent = CheckRule(
    "threshold-persistent", "upper thresholds that templates walk past"
  ) { subject in
    subject.persistentServices.compactMap { service, _ in
      let limited = service.destinations.filter { $0.details.upperThreshold > 0 }
      guard !limited.isEmpty else { return nil }
      let over = limited.filter { server in
        let counts = server.connectionCounts
        return UInt64(counts.active) + UInt64(counts.inactive)
          > UInt64(server.details.upperThreshold)
      }
      let now = over.map { server in
        let counts = server.connectionCounts
        return
          "\(server.endpoint) has \(UInt64(counts.active) + UInt64(counts.inactive)) connections now"
      }
      let limits = limited.map { "\($0.details.upperThreshold) for \($0.endpoint)" }
      return Discovery(
        object: .service(service.identity),
        reason:
          "Upper thresholds (\(Words.list(limits))) stop only clients that are scheduled. One with "
          + "a template is not, and opens as many connections as it likes"
          + (now.isEmpty ? "." : ": \(Words.list(now)).")
          + (service.needsPersistence
            ? ""
            : " Maglev hashing keeps clients on their servers without templates, and minds the "
              + "thresholds."),
        mend: service.needsPersistence
          ? limited.map { server in
            CommandText.edit(service.identity, server) { details in
              details.upperThreshold = 0
              details.lowerThreshold = 0
            }
          } : hashing(service, port: false))
    }
  }

  /// The command that replaces templates by a hash of the client, or of its port too; none where a
  /// service needs templates.
  static func hashing(_ service: Service, port: Bool) -> [String] {
    guard !service.needsPersistence else { return [] }
    return [
      CommandText.edit(service) { details in
        details.persistence = nil
        details.scheduler = "mh"
        details.schedulerFlags = port ? [.flag1, .flag2] : .flag1
      }
    ]
  }
}
