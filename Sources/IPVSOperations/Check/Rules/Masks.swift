internal import IPVS

/// Masks that make one client of many.
extension CheckRule {
  static let maskEverybody = CheckRule(
    "mask-everybody", "a mask that makes one client of everybody"
  ) { subject in
    subject.persistentServices.compactMap { service, persistence in
      guard case .v4(let mask) = service.details.mask, mask.rawValue == 0 else { return nil }
      return Discovery(
        object: .service(service.identity),
        reason:
          "The mask 0.0.0.0 makes one client of everybody: the first one is scheduled, and all "
          + "others follow it to its server until nobody has come for \(persistence.timeout) s.",
        mend: [CommandText.edit(service) { $0.mask = .host(.ipv4) }])
    }
  }

  static let maskHoles = CheckRule("mask-holes", "a mask with holes") { subject in
    subject.persistentServices.compactMap { service, _ in
      guard case .v4(let mask) = service.details.mask, mask.hasHoles else { return nil }
      return Discovery(
        object: .service(service.identity),
        reason:
          "The mask \(mask) is not a prefix: clients that agree in its bits are one "
          + "client, though their networks have nothing to do with each other.",
        mend: [CommandText.edit(service) { $0.mask = .host(.ipv4) }])
    }
  }

  static let maskWide = CheckRule("mask-wide", "a mask that makes one client of a network") {
    subject in
    subject.persistentServices.compactMap { service, _ in
      let length: UInt32
      switch service.details.mask {
      case .v4(let mask):
        length = UInt32(mask.leadingOnes)
        guard mask.rawValue != 0, !mask.hasHoles, length <= 24 else { return nil }
      case .v6(let prefix):
        length = prefix
        guard length < 64 else { return nil }
      }
      return Discovery(
        severity: .note, object: .service(service.identity),
        reason: "All clients of a /\(length) are one: the first one is scheduled, and the others "
          + "follow it to its server. That is right for farms of proxies, and uneven for large networks.",
        mend: [CommandText.edit(service) { $0.mask = .host(service.identity.family) }])
    }
  }

  static let clientDominates = CheckRule(
    "client-dominates", "one client, or a proxy farm's prefix, has most of a service's connections"
  ) { subject in
    subject.services.compactMap { service in
      guard let clients = subject.connections?.clients[service.identity],
        service.usableServers.count > 1,
        let most = clients.max(by: { left, right in
          (left.value, right.key.description) < (right.value, left.key.description)
        })
      else { return nil }
      let all = clients.values.reduce(0, +)
      guard most.value >= least, 2 * most.value >= all else { return nil }
      let isHost = service.details.mask.isHost
      return Discovery(
        object: .service(service.identity),
        reason:
          "\(Words.percent(most.value, of: all)) of its connections, \(most.value) of \(all), are of "
          + (isHost
            ? "the client \(most.key), which may be a proxy, and all on one server: persistence cannot "
              + "part them. A hash of address and port can, without affinity."
            : "the network \(most.key) that its mask makes one client, and all on one server."),
        mend: isHost
          ? Self.hashing(service, port: true)
          : [
            CommandText.edit(service) { $0.mask = .host(service.identity.family) }
          ])
    }
  }

  /// Fewer connections say nothing of a service.
  private static let least = 50
}

extension IPv4Address {
  /// How many of the first bits are set.
  fileprivate var leadingOnes: Int { (~rawValue).leadingZeroBitCount }

  /// Whether there are set bits behind one that is not.
  fileprivate var hasHoles: Bool {
    leadingOnes + rawValue.trailingZeroBitCount < 32 && rawValue != 0
  }
}
