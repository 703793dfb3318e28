/// One thing that `check` looks for.
public struct CheckRule: Sendable {
  /// The name of its findings.
  public let name: String
  /// What it looks for, in a few words.
  public let summary: String
  private let find: @Sendable (CheckSubject) -> [Discovery]

  /// What a rule has found; the rest of a finding is the same for all rules.
  struct Discovery {
    var severity = Finding.Severity.warning
    var object: Finding.Object
    var reason: String
    var mend: [String]
  }

  /// A rule.
  init(
    _ name: String, _ summary: String, _ find: @escaping @Sendable (CheckSubject) -> [Discovery]
  ) {
    self.name = name
    self.summary = summary
    self.find = find
  }

  /// What it finds.
  public func findings(in subject: CheckSubject) -> [Finding] {
    find(subject).map { discovery in
      Finding(
        name: name, severity: discovery.severity, object: discovery.object,
        line: subject.rules?.line(of: discovery.object), reason: discovery.reason,
        mend: discovery.mend)
    }
  }

  /// All rules.
  public static let all: [CheckRule] = [
    refusedLine, forcedPort, noUsableServer, portZeroOpensAll, ftpTakesPorts,
    ftpWithoutPersistence, serverPortIgnored, weightZeroPersistent, thresholdPersistent,
    hashWithoutFallback, dhRefuses, dhOneServer, persistenceCapped, persistenceShort,
    maskEverybody, maskHoles, maskWide, clientDominates, portsApart, onePacketPersistent,
    goneServer, udpGoneServer, reuseStall, reuseModeOff, tcpTimeout,
  ]
}

extension CheckSubject {
  /// What all rules find: warnings first, else in the order of the rules and of the table.
  public var findings: [Finding] {
    let all = CheckRule.all.flatMap { $0.findings(in: self) }
    return all.filter { $0.severity == .warning } + all.filter { $0.severity == .note }
  }
}
