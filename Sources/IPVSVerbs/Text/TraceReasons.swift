internal import IPVS
internal import IPVSOperations
internal import IPVSSimulator

/// Why a trace says what it says, in the order in which the kernel asks.
struct TraceReasons {
  /// What is told, about what.
  struct Reason {
    var subject: String
    var text: String
  }

  private(set) var reasons: [Reason] = []
  private let trace: Trace
  private let facts: KernelFacts

  init(_ trace: Trace, facts: KernelFacts) {
    self.trace = trace
    self.facts = facts
    for connection in trace.connections { add(connection) }
    addService()
    addTemplate()
    addChoice()
    for caveat in trace.caveats { add("mind", text(of: caveat)) }
  }

  /// The reasons, each with its subject.
  var sentences: [String] {
    var subject = ""
    return reasons.map { reason in
      if !reason.subject.isEmpty { subject = reason.subject }
      return "\(subject): \(reason.text)"
    }
  }

  private mutating func add(_ subject: String, _ text: String) {
    // A subject that goes on is not named again.
    let isSame = reasons.last { !$0.subject.isEmpty }?.subject == subject
    reasons.append(Reason(subject: isSame ? "" : subject, text: text))
  }

  private mutating func add(_ connection: TraceConnection) {
    let entry = connection.entry
    add(
      "connection",
      "\(entry.client) is in the table: \(entry.state), to \(entry.destination), "
        + "\(TimeText.text(seconds: entry.secondsLeft)) left")
    let isOne = connection.fates.count == 1 && trace.connections.count == 1
    for fate in connection.fates {
      add("connection", (isOne ? "" : "perhaps: ") + text(of: fate, entry))
    }
  }

  private func text(of fate: TraceConnection.Fate, _ entry: ConnectionEntry) -> String {
    switch fate {
    case .goesOn:
      entry.isTemplate || entry.client.port != 0
        ? "it goes on to its server" : "FTP's helper expects it: it goes to that server"
    case .endsWeightZero:
      "it ends and begins anew: its server has weight 0, and expire_nodest_conn is set"
    case .endsPortReused:
      "it ends and begins anew: it was closed, and conn_reuse_mode is set"
    case .endsServerRemoved:
      "it ends and begins anew: its server was removed, and expire_nodest_conn is set"
    case .dropped:
      "the packet is dropped: its server was removed, and expire_nodest_conn is 0"
    }
  }

  private mutating func addService() {
    if let match = trace.match {
      add("service", "\(match.service.identity.name), \(match.service.details.words)")
      add("service", text(of: match.rule))
    }
    switch trace.hindrance {
    case .noServiceOfFamily:
      add("service", "none has this family: the kernel does not look at such packets")
    case .backupOnly:
      add("service", "none is asked: this director is a backup, and backup_only is set")
    case .noService: add("service", "none takes the packet")
    case .clientPort20:
      add("service", "nothing from port 20 is scheduled: data connections of FTP begin there")
    case .otherPort:
      add("service", "it is not persistent, and such a service takes its own port only")
    case .noCallID:
      add("service", "its engine finds no Call-ID: only UDP has one, the rest is dropped")
    case nil: break
    }
  }

  private func text(of rule: ServiceMatch.Rule) -> String {
    switch rule {
    case .mark: "the packet carries its mark"
    case .exact: "it has this address, port and protocol"
    case .ftp:
      "it is FTP's, which takes TCP's port 20 and all from \(facts.unprivilegedPortStart) on"
    case .portZero: "its port 0 takes every port that no other service takes"
    }
  }
}

// Templates.
extension TraceReasons {
  private mutating func addTemplate() {
    guard let template = trace.template else { return }
    let key = template.key
    let name =
      "\(key.transport?.name ?? "IP") \(key.client)\(key.mask.slashed) -> \(key.virtualName)"
    if template.found.isEmpty {
      add("template", "\(name): the client has none")
    }
    for found in template.found {
      var text = "\(name), to \(found.entry.destination.address)"
      if let data = found.entry.engineData { text += ", Call-ID \(data.data)" }
      add("template", text)
      add(
        "template",
        found.fates.contains(.decides)
          ? Self.time(found.end) : "\(TimeText.text(seconds: found.end.secondsLeft)) left")
      let isOne = found.fates.count == 1
      for fate in found.fates {
        add("template", (isOne ? "" : "perhaps: ") + self.text(of: fate, found))
      }
    }
    for entry in template.rejected {
      add(
        "template",
        "one to \(entry.destination.address) was rejected, and is not asked any more "
          + "(\(TimeText.text(seconds: entry.secondsLeft)) left)")
    }
  }

  /// `4m12s left; 2 connections keep it in legs of 60s: gone in 5m to 6m2s`.
  private static func time(_ end: TraceTemplate.End) -> String {
    var text = "\(TimeText.text(seconds: end.secondsLeft)) left"
    if end.connections > 0 {
      text += "; \(NumberText.count(end.connections, "connection")) "
      text += "\(end.connections == 1 ? "keeps" : "keep") it in legs of 60s"
    }
    let earliest = TimeText.text(seconds: end.earliest)
    guard let latest = end.latest else { return text + "; not gone before \(earliest)" }
    return text + "; gone in \(earliest) to \(TimeText.text(seconds: latest)), if nothing comes"
  }

  private func text(of fate: TraceTemplate.Fate, _ found: TraceTemplate.Found) -> String {
    switch fate {
    case .decides:
      if found.servers.contains(where: { $0.details.weight == 0 }) {
        "it decides, though the server has weight 0: expire_quiescent_template is 0"
      } else if found.servers.contains(where: { DestinationStatus(of: $0) == .overloaded }) {
        "it decides, though the server is overloaded: templates walk past thresholds"
      } else {
        "it decides, and the scheduler is not asked"
      }
    case .rejectedServerRemoved: "it is rejected: its server was removed"
    case .rejectedWeightZero:
      "it is rejected: its server has weight 0, and expire_quiescent_template is set"
    }
  }
}

extension TemplateKey {
  /// The virtual address and port, or the mark.
  fileprivate var virtualName: String {
    guard transport == nil else { return "\(virtual)" }
    return switch virtual.address {
    case .v4(let address): "mark \(address.rawValue)"
    case .v6(let address): "mark \(address.words.0)"
    }
  }
}

extension PersistenceMask {
  /// `/24`, or the mask itself behind a slash.
  var slashed: String {
    let text = self.text
    return text.hasPrefix("/") ? text : "/\(text)"
  }
}

// The scheduler, and what else is to be said.
extension TraceReasons {
  private mutating func addChoice() {
    guard let choice = trace.choice, let match = trace.match else { return }
    let scheduler = match.service.details.scheduler
    if choice.candidates.isEmpty {
      add("scheduler", "\(scheduler) finds no server: \(whyNone(match.service))")
      return
    }
    let names = choice.candidates.map(\.description).joined(separator: ", ")
    if choice.unknowns.isEmpty {
      add("scheduler", "\(scheduler) chooses \(names), as its servers are now")
      return
    }
    add(
      "scheduler",
      "\(scheduler) chooses among \(names)" + (choice.mayFindNone ? ", or finds none" : ""))
    for unknown in SchedulerForecast.Unknown.allCases where choice.unknowns.contains(unknown) {
      add("scheduler", "it depends on \(text(of: unknown))")
    }
  }

  private func whyNone(_ service: Service) -> String {
    if service.destinations.isEmpty { return "the service has none" }
    if service.destinations.allSatisfy({ $0.details.weight == 0 }) { return "all have weight 0" }
    if service.details.scheduler == "none" { return "it never does" }
    return "the one that it would choose, or all, have weight 0 or are overloaded"
  }

  private func text(of unknown: SchedulerForecast.Unknown) -> String {
    switch unknown {
    case .pointer: "the place in its list where it stands, which the kernel does not show"
    case .memory: "what it remembers of this destination, which the kernel does not show"
    case .chance: "chance"
    case .lastWeight:
      "the weight that a server had before it got 0, which the kernel does not show"
    case .clientPort: "the client's port: give ADDRESS:PORT"
    case .destination: "the address that the client connects to: give it with --mark"
    case .overload:
      "whether a server between its thresholds is overloaded, which the kernel does not show"
    case .kernelLevel: "the stable level of the kernel, whose rules changed in 2026"
    case .scheduler: "the scheduler, which this program does not know"
    }
  }

  private func text(of caveat: Trace.Caveat) -> String {
    switch caveat {
    case .dropPacket: "drop_packet is set: some packets that begin connections are dropped"
    case .tableFull: "the table has as many entries as conn_max allows: the packet may be dropped"
    case .conntrack:
      "conntrack is set: the packet that ends an old connection may be dropped, and the client sends it "
        + "again after a second"
    case .callID: "the Call-ID in the packet decides; without one it is dropped"
    case .onePacket: "every datagram is scheduled by itself"
    case .backup: "what a master told this director can lack its server, which is not shown"
    case .filesOnly:
      "thresholds, engines and the flags of schedulers are not told without CAP_NET_ADMIN: taken to be none"
    }
  }
}
