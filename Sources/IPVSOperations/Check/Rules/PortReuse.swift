internal import IPVS

/// What becomes of a client that uses a port again.
extension CheckRule {
  static let reuseStall = CheckRule(
    "reuse-stall", "conn_reuse_mode and conntrack make clients wait a second"
  ) { subject in
    guard subject.settings.isOn(.connReuseMode), subject.settings.isOn(.conntrack),
      !subject.reschedulable.isEmpty
    else { return [] }
    let lost =
      "A client that uses a port again whose connection has ended loses its first SYN, and "
      + "connects a second later, when it repeats it."
    let living = "where netfilter still knows the old connection as a living one"
    guard let version = subject.facts.version, version >= KernelVersion(5, 9) else {
      let since =
        subject.facts.version == nil
        ? ", later ones only \(living); which one this is is not known." : "."
      return [
        Discovery(
          object: .setting(.conntrack),
          reason:
            "\(lost) Kernels before 5.9 do that for every connection when conntrack is 1\(since)",
          mend: [CommandText.set(.conntrack, 0)])
      ]
    }
    if let mode = subject.settings.number(.connReuseMode), mode & 2 != 0,
      subject.reschedulable.contains(where: \.hasServersThatAnswerPastDirector)
    {
      return [
        Discovery(
          object: .setting(.connReuseMode),
          reason:
            "\(lost) conn_reuse_mode=\(mode) takes a connection for ended once the client has, where "
            + "servers answer past the director (direct routing, tunnels), and netfilter still knows it "
            + "as a living one.",
          mend: [CommandText.set(.connReuseMode, 1)])
      ]
    }
    return [
      Discovery(
        severity: .note, object: .setting(.conntrack),
        reason: "\(lost) This kernel does that only \(living), which is rare after an orderly end.",
        mend: [CommandText.set(.conntrack, 0)])
    ]
  }

  static let reuseModeOff = CheckRule(
    "reuse-mode-off", "conn_reuse_mode=0 keeps clients that use a port again on their server"
  ) { subject in
    guard subject.isOff(.connReuseMode), !subject.reschedulable.isEmpty
    else { return [] }
    let isOn = subject.settings.isOn(.expireNodestConn)
    // Since then weight 0 counts whatever the mode is.
    let isNew = subject.facts.version.map { $0 >= KernelVersion(5, 16) } ?? false
    if isOn, isNew { return [] }
    let quiesced = subject.reschedulable.flatMap { service in
      service.destinations.filter { $0.details.weight == 0 }.map(\.endpoint)
    }
    let now =
      quiesced.isEmpty
      ? ""
      : " \(Words.list(quiesced.map { "\($0)" })) \(quiesced.count == 1 ? "gets" : "get") new "
        + "connections that way with weight 0."
    let old =
      isOn
      ? " expire_nodest_conn=1 prevents that only since 5.16, and stable kernels since November 2021."
      : ""
    return [
      Discovery(
        severity: quiesced.isEmpty ? .note : .warning, object: .setting(.connReuseMode),
        reason:
          "A client that uses a port again while its old connection is in the table goes to the "
          + "same server, whatever that server's weight is now.\(now)\(old)",
        mend: [CommandText.set(.connReuseMode, 1)])
    ]
  }
}

extension CheckSubject {
  /// The services whose clients are scheduled again when they use a port again: a connection with a
  /// template is not.
  fileprivate var reschedulable: [Service] {
    services.filter { service in
      service.details.persistence == nil && (service.takes(.tcp) || service.takes(.sctp))
    }
  }
}

extension Service {
  /// Whether the director never sees what some of its servers answer.
  fileprivate var hasServersThatAnswerPastDirector: Bool {
    destinations.contains { $0.details.forwarding != .masquerade }
  }
}
