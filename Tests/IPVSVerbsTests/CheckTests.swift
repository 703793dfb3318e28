import Foundation
import IPVS
import IPVSCommandLine
import IPVSOperations
import IPVSScenario
import IPVSSimulator
import Testing

@testable import IPVSVerbs

/// `ipvs check` on files and on live tables.
struct CheckTests {
  /// Checks rules that come from a file.
  private func check(_ rules: String, _ words: String...) -> VerbShell.Outcome {
    var shell = VerbShell()
    shell.surround = { surroundings in
      surroundings.readFile = { (name) throws(Errno) in
        guard name == "rules" else { throw .noSuchFileOrDirectory }
        return Array(rules.utf8)
      }
    }
    return shell.ipvs(["check", "rules"] + words)
  }

  private func names(_ outcome: VerbShell.Outcome) -> [String] {
    outcome.output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      return line.hasPrefix("warning") || line.hasPrefix("note") ? String(words[1]) : nil
    }
  }

  /// The timeouts that everybody has are the only thing to say.
  @Test func plainRules() {
    let rules = """
      # a comment

      -A -t 10.0.0.1:80 -s rr
      -a -t 10.0.0.1:80 -r 192.168.1.1:80 -m -w 3
      ipvsadm -a -t 10.0.0.1:80 -r 192.168.1.2:80 -g -w 1
      """
    let outcome = check(rules)
    #expect(names(outcome) == ["tcp-timeout"])
    #expect(outcome.status == 0)
    let quiet = check(rules + "\n--set 7500 0 0\n")
    #expect(quiet.output == "0 warnings, 0 notes\n")
    #expect(quiet.errors == "")
  }

  @Test func refusedLines() {
    let outcome = check(
      """
      -A -t 10.0.0.1:80 -s rr
      -A -t 10.0.0.1:80 -s rr
      -a -t 10.0.0.1:80 -r 192.168.1.1 --frob
      -a -t 10.0.0.1:81 -r 192.168.1.1
      -A -t 10.0.0.1:82 -s nosuch
      bogus
      -a -t 10.0.0.1:80 -r 192.168.1.1 -m
      """, "--only", "refused-line")
    #expect(outcome.status == 1)
    for sentence in [
      "line 2: Service already exists.", "line 3: --frob: unknown option.",
      "line 4: Service not defined.", "line 5: Scheduler or persistence engine not found.",
      "line 6: it does not begin with a command.",
    ] {
      #expect(outcome.output.contains("ipvsadm refuses \(sentence)"), "\(sentence)")
    }
    #expect(outcome.output.hasSuffix("5 warnings, 0 notes\n"))
    #expect(outcome.output.components(separatedBy: "goes on").count == 5)
    #expect(outcome.output.components(separatedBy: "ends at it").count == 2)
  }

  /// The port that is written last counts; one that is not written, or right, is none.
  @Test func forcedPorts() {
    let outcome = check(
      """
      -A -t 10.0.0.1:80 -s rr
      -a -t 10.0.0.1:80 -r 192.168.1.1:9090 -g
      -a -t 10.0.0.1:80 -r 192.168.1.2:80 -i
      -a -t 10.0.0.1:80 -r 192.168.1.3 -g
      -a -t 10.0.0.1:80 -r 192.168.1.4:9090 -m
      -a -r 192.168.1.5 -t 10.0.0.1:80 -g
      -a -t 10.0.0.1:80 -r 192.168.1.6:9090 -i
      -e -t 10.0.0.1:80 -r 192.168.1.6:80 -i
      """, "--only", "forced-port")
    #expect(
      outcome.output.hasPrefix("warning  forced-port  TCP 10.0.0.1:80 -> 192.168.1.1:80  (line 2)"))
    #expect(outcome.output.hasSuffix("1 warning, 0 notes\n"))
  }

  @Test func settingsOfTheFile() {
    let rules = "-A -u 10.0.0.1:53 -s rr\n-a -u 10.0.0.1:53 -r 192.168.1.1 -m\n"
    #expect(names(check(rules)) == ["udp-gone-server"])
    #expect(names(check(rules, "--setting", "expire_nodest_conn=1")) == [])
    #expect(check(rules, "--setting", "no_such=1").status == 2)
    #expect(check(rules, "--setting", "drop_entry=9").status == 2)
    #expect(check(rules, "--setting", "conntrack").status == 2)
  }

  @Test func liveSettings() throws {
    let rules = "-A -t 10.0.0.1:53 -s rr\n-a -t 10.0.0.1:53 -r 192.168.1.1 -m\n"
    var shell = VerbShell()
    try shell.director.submit(.setTimeouts(Timeouts(tcp: 8000, tcpFin: 0, udp: 0)))
    try shell.director.setSysctl(.connReuseMode, to: "0")
    shell.surround = { $0.readFile = { (_) throws(Errno) in Array(rules.utf8) } }
    #expect(names(shell.ipvs("check", "rules")) == ["tcp-timeout"])
    #expect(names(shell.ipvs("check", "rules", "--live-settings")) == ["reuse-mode-off"])
  }

  @Test func onlyAndIgnore() {
    let rules = "-A -t 10.0.0.1:80 -s rr\n"
    #expect(names(check(rules)) == ["no-usable-server", "tcp-timeout"])
    #expect(names(check(rules, "--only", "tcp-timeout")) == ["tcp-timeout"])
    let ignoring = check(rules, "--ignore", "no-usable-server")
    #expect(names(ignoring) == ["tcp-timeout"])
    #expect(ignoring.status == 0)
    #expect(check(rules, "--only", "no-such-rule").status == 2)
  }

  @Test func whatCannotBeRead() {
    let outcome = VerbShell().ipvs("check", "nowhere")
    #expect(outcome.status == 3)
    #expect(outcome.errors == "ipvs: cannot read nowhere: No such file or directory\n")
    #expect(VerbShell().ipvs("check", "--live-settings").status == 2)
    #expect(check("", "--netns", "x").status == 2)
    #expect(VerbShell().ipvs("check", "--setting", "conntrack=1").status == 2)
  }

  @Test func liveTable() {
    let shell = VerbShell()
    shell.restore(
      """
      -A -t 10.0.0.1:80 -s rr -p 300
      -a -t 10.0.0.1:80 -r 192.168.1.1 -m
      """)
    shell.syn(.v4(10, 1, 0, 1, 1024), .v4(10, 0, 0, 1, 80))
    shell.restore("-e -t 10.0.0.1:80 -r 192.168.1.1 -m -w 0")
    let outcome = shell.ipvs("check", "--only", "weight-zero-persistent")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("The clients of 1 template stay"))
  }

  @Test func json() throws {
    let outcome = check(
      "-A -t 10.0.0.1:80 -s rr -p 300\n-a -t 10.0.0.1:80 -r 192.168.1.1 -m -w 0\n", "--json",
      "--only", "weight-zero-persistent")
    #expect(outcome.status == 1)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(document["schema"] as? String == "check")
    #expect(document["file"] as? String == "rules")
    #expect(document["warnings"] as? Int == 1)
    let finding = try #require((document["findings"] as? [[String: Any]])?.first)
    #expect(finding["line"] as? Int == 2)
    let object = try #require(finding["object"] as? [String: Any])
    #expect(object["kind"] as? String == "server")
    #expect(object["server"] as? String == "192.168.1.1:80")
    #expect(object["setting"] is NSNull)
  }

  @Test func colours() {
    let outcome = check("-A -t 10.0.0.1:80 -s rr\n", "--color", "always")
    #expect(outcome.output.hasPrefix("\u{1b}[31mwarning\u{1b}[0m  "))
  }

  /// What is to be typed is taken, whatever the service is.
  @Test func mendsAreInTheGrammar() throws {
    let kinds = [
      "-t 10.0.0.1:80", "-t 10.0.0.1:0", "-t 10.0.0.1:21", "-t [2001:db8::1]:80",
      "-u 10.0.0.1:53", "--sctp-service 10.0.0.1:80", "-f 3", "-f 3 -6",
    ]
    var seen: Set<String> = []
    for kind in kinds {
      let isSix = kind.contains("-6") || kind.contains("[")
      let server = isSix ? "[2001:db8:1::1]" : "192.168.1.1"
      let mask = isSix ? "48" : "255.255.0.0"
      for service in [
        "-s rr", "-s dh", "-s rr -p 5 -M \(mask)", "-s mh -p 300", "-s dh -p 300",
        "-s sh -p 2678400",
        "-s rr -p 300 -M \(isSix ? "48" : "255.0.255.0")",
        "-s rr -p 300 -M \(isSix ? "48" : "0.0.0.0")",
      ] {
        let packet = kind.hasPrefix("-u") ? " -o" : ""
        for details in ["-m -w 0", "-m -x 5 -y 2", "-g -w 0", "-i --tun-type gue --tun-port 6080"] {
          let rules = """
            -A \(kind) \(service)\(packet)
            -a \(kind) -r \(server):80 \(details)
            -a \(kind) -r \(isSix ? "[2001:db8:1::2]" : "192.168.1.2"):80 -m
            """
          if kind.hasSuffix(":0"), !service.contains("-p") { continue }
          let shell = VerbShell()
          #expect(shell.restore(rules), "\(rules)")
          for finding in try self.findings(in: shell.director) {
            seen.insert(finding.name)
            for command in finding.mend where command.hasPrefix("ipvsadm ") {
              let command = command.replacing("SERVER", with: server)
              let line = try #require(
                RuleLine.lines(of: Array(command.utf8), resolver: NumericResolver()).first)
              guard case .change = line.content else {
                Issue.record("\(command) of \(rules)")
                continue
              }
            }
          }
        }
      }
    }
    #expect(seen.count >= 15, "\(seen)")
  }

  private func findings(in director: any Director) throws -> [Finding] {
    let facts = KernelFacts(version: KernelVersion(6, 1, 192), ticksPerSecond: 100)
    return CheckSubject(
      services: try director.services(), settings: try DirectorSettings(of: director),
      timeouts: try director.timeouts(), facts: facts
    ).findings
  }
}

/// The pages on which the findings of `check` bite.
struct CheckPageTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Docs/operators")

  private func text(_ page: String) throws -> String {
    try String(contentsOf: Self.folder.appending(path: page), encoding: .utf8)
  }

  private static let pages = ["check.md", "kernel-only/conntrack.md", "simulator-only/hz100.md"]

  /// Each rule has a heading, a scenario below it in which it is found, and what the packets did.
  @Test(arguments: CheckRule.all.map(\.name))
  func everyFindingBites(_ name: String) throws {
    let sections = try Self.pages.flatMap { page in
      try text(page).components(separatedBy: "\n## ").flatMap {
        $0.components(separatedBy: "\n### ")
      }
    }
    let section = try #require(sections.first { $0.hasPrefix("\(name)\n") })
    let scenario = try #require(
      section.components(separatedBy: "\n```scenario\n").dropFirst().first)
    let found = "\n| (?:warning |note    ) \(name)  "
    #expect(scenario.range(of: found, options: .regularExpression) != nil)
    #expect(scenario.contains("\npacket ") || scenario.contains("\nc"))
    #expect(
      scenario.range(
        of: "\n\\| (?:[0-9]+ )?(?:->|refused|dropped|passed)", options: .regularExpression) != nil)
  }

  /// What is printed as the mend is what the scenarios type; there is no iptables in them.
  @Test(arguments: pages)
  func mendsAreTyped(_ page: String) throws {
    let scenarios = try text(page).components(separatedBy: "\n```scenario\n").dropFirst()
      .map { $0.components(separatedBy: "\n```\n")[0] }
    var count = 0
    for scenario in scenarios {
      let lines = scenario.components(separatedBy: "\n")
      for line in lines where line.hasPrefix("|   mend: ") || line.hasPrefix("|         ipvs") {
        let command = String(line.dropFirst("|   mend: ".count))
        if command.hasPrefix("iptables ") { continue }
        let isTyped = lines.contains(command) || isSetting(command, in: lines)
        #expect(isTyped, "\(command)")
        count += 1
      }
    }
    #expect(count > 0)
  }

  /// A file's settings are typed with the file.
  private func isSetting(_ command: String, in lines: [String]) -> Bool {
    guard command.hasPrefix("ipvs sysctl ") else { return false }
    let setting = command.dropFirst("ipvs sysctl ".count)
    return lines.contains { $0.contains("--setting \(setting) ") }
  }

  @Test func tableNamesAllRules() throws {
    let rows = try text("check.md").split(separator: "\n").filter { $0.hasPrefix("| [") }
    let names = rows.map { String($0.dropFirst(3).prefix { $0 != "]" }) }
    #expect(Set(names) == Set(CheckRule.all.map(\.name)))
    #expect(names.count == CheckRule.all.count)
  }

  @Test func pageOfHundredTicks() throws {
    let text = Array(try text("simulator-only/hz100.md").utf8)
    let page = try ScenarioPage(reading: text, isMarkdown: true)
    let program = OperatorProgram.preparation(facts: KernelFacts(level: .v6_1, ticksPerSecond: 100))
    let transcript = try page.transcript { (scenario) throws(ScenarioFailure) in
      try scenario.run(on: SimulatedDirector(hz: 100), operatorProgram: program)
    }
    let report = LineDifference.report(expected: text, actual: transcript, name: "hz100.md")
    #expect(report.map { String(decoding: $0, as: UTF8.self) } == nil)
  }
}
