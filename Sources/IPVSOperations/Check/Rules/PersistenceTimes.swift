internal import IPVS

/// Times of persistence that the kernel does not keep as they are written.
extension CheckRule {
  static let persistenceCapped = CheckRule(
    "persistence-capped", "-p longer than the kernel's timers hold"
  ) { subject in
    let limit = TimerLimit(ticksPerSecond: subject.facts.ticksPerSecond)
    return subject.persistentServices.compactMap { service, persistence in
      let seconds = UInt64(persistence.timeout)
      let known =
        subject.facts.ticksPerSecond.map { "\($0) ticks a second" }
        ?? "as many ticks a second as a kernel may have (this one's are not known)"
      let mend = { (timeout: UInt64) in
        [
          CommandText.edit(service) {
            $0.persistence = Persistence(timeout: UInt32(clamping: timeout))
          }
        ]
      }
      if seconds * limit.ticksPerSecond > UInt64(UInt32.max) {
        let kept = (seconds * limit.ticksPerSecond & UInt64(UInt32.max)) / limit.ticksPerSecond
        return Discovery(
          object: .service(service.identity),
          reason: "The kernel counts \(seconds) s in ticks in 32 bits, and with \(known) keeps "
            + "\(kept) s of them.",
          mend: mend(min(limit.wholeDays, TimerLimit.longestWord)))
      }
      guard seconds > limit.seconds else { return nil }
      return Discovery(
        object: .service(service.identity),
        reason: "With \(known) no timer holds longer than \(Words.days(seconds: limit.seconds)): a "
          + "template is gone then, while the listing still promises the rest of "
          + "\(Words.days(seconds: seconds)).",
        mend: mend(limit.wholeDays))
    }
  }

  static let persistenceShort = CheckRule(
    "persistence-short", "-p so short that legs of 60 s rule"
  ) { subject in
    subject.persistentServices.compactMap { service, persistence in
      // A template of -o has connections only while a packet is on its way.
      guard persistence.timeout < leg, !service.details.isOnePacket else { return nil }
      let timeout = persistence.timeout
      let lasts =
        switch service.endpoint?.transport {
        case .udp?: "\(subject.timeouts.udp) s after its last packet"
        case .sctp?: "61 s after its end"
        default: "120 s after an orderly end"
        }
      return Discovery(
        object: .service(service.identity),
        reason: "A connection is in the table until \(lasts), so that it outlives \(timeout) s. "
          + "A template whose time is over while it has connections gets 60 s, again and again, and "
          + "60 s from each new connection: clients stay for minutes, not for \(timeout) s. Without "
          + "persistence they do not; 60 s is the least that the kernel keeps.",
        mend: [CommandText.edit(service) { $0.persistence = Persistence(timeout: leg) }])
    }
  }

  /// What a template gets whose time is over and that has connections, in seconds.
  private static let leg: UInt32 = 60
}

/// The longest time that a kernel's timer wheel holds.
private struct TimerLimit {
  let ticksPerSecond: UInt64
  let seconds: UInt64

  /// Where nobody knows the ticks, those that hold the shortest time.
  init(ticksPerSecond: UInt64?) {
    let ticks = max(1, ticksPerSecond ?? 1000)
    self.ticksPerSecond = ticks
    // The wheel has a level more where there are more than 100 ticks.
    seconds = (ticks > 100 ? 1_040_187_392 : 130_023_424) / ticks
  }

  /// The whole days of it, in seconds.
  var wholeDays: UInt64 { seconds / 86400 * 86400 }

  /// The most that ipvsadm takes behind -p, in seconds.
  static let longestWord: UInt64 = 31 * 86400
}
