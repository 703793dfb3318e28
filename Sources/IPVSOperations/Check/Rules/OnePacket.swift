internal import IPVS

extension CheckRule {
  static let onePacketPersistent = CheckRule(
    "one-packet-persistent", "one-packet scheduling with persistence"
  ) { subject in
    subject.persistentServices.compactMap { service, persistence in
      guard service.details.isOnePacket else { return nil }
      return Discovery(
        severity: .note, object: .service(service.identity),
        reason: "-o schedules each packet, and -p sends all packets of a client to one server: the "
          + "template decides, and each packet gives it \(persistence.timeout) s again.",
        mend: [
          CommandText.edit(service) { details in
            if service.needsPersistence {
              details.isOnePacket = false
            } else {
              details.persistence = nil
            }
          }
        ])
    }
  }
}
