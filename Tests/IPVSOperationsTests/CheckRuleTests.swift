import IPVS
import Testing

@testable import IPVSOperations

/// What each rule of `check` finds, and what it leaves alone.
struct CheckRuleTests {
  private typealias Bench = CheckBench
  private static let two = [CheckBench.server(1), CheckBench.server(2, weight: 3)]

  @Test func nothingIsSaidOfPlainServices() {
    let services = [
      Bench.service(80, "rr", on: Self.two), Bench.service(443, "wlc", on: Self.two),
      Bench.service(81, "mh", flags: .flag1, on: Self.two), Bench.service(82, "sh", on: Self.two),
      Bench.service(8080, "wrr", persistent: 360, on: [Bench.server(3, 8080)]),
    ]
    #expect(Bench.subject(services).names == [])
  }

  @Test func names() {
    let names = CheckRule.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { #expect(name.allSatisfy { $0.isLowercase || $0 == "-" }, "\(name)") }
  }

  @Test func warningsComeFirst() {
    let subject = Bench.subject(
      [Bench.service(80, "dh", on: Self.two), Bench.service(81, on: [])], tcp: 900)
    #expect(subject.names == ["no-usable-server", "dh-one-server", "tcp-timeout"])
  }

  // MARK: Servers

  @Test func noUsableServer() throws {
    let rule = CheckRule.noUsableServer
    let none = try #require(Bench.subject([Bench.service(on: [])]).first(rule))
    #expect(none.mend == ["ipvsadm -a -t 10.0.0.1:80 -r SERVER"])
    let quiesced = Bench.service(on: [Bench.server(1, weight: 0)])
    #expect(
      Bench.subject([quiesced]).first(rule)?.mend == [
        "ipvsadm -e -t 10.0.0.1:80 -r 192.168.1.1:80 -m -w 1"
      ])
    let full = Bench.service(on: [Bench.server(1, upper: 2, active: 2)])
    #expect(Bench.subject([full]).names == [rule.name])
    #expect(Bench.subject([Bench.service(80, "none", on: Self.two)]).names == [rule.name])
    let one = Bench.service(on: [Bench.server(1, weight: 0), Bench.server(2)])
    #expect(Bench.subject([one]).names == [])
  }

  /// With `cache_bypass` a mark's packets go where they were going.
  @Test func cacheBypassNeedsNoServer() throws {
    let bypass = try #require(SysctlName(rawValue: "cache_bypass"))
    let mark = Bench.service(.firewallMark(1, .ipv4), on: [])
    #expect(Bench.subject([mark]).names == ["no-usable-server"])
    #expect(Bench.subject([mark], settings: [bypass: "1"]).names == [])
    #expect(
      Bench.subject([Bench.service(on: [])], settings: [bypass: "1"]).names == ["no-usable-server"])
  }

  @Test func weightZeroPersistent() throws {
    let rule = CheckRule.weightZeroPersistent
    let service = Bench.service(persistent: 300, on: [Bench.server(1), Bench.server(2, weight: 0)])
    #expect(Bench.subject([service]).names == [rule.name])
    #expect(Bench.subject([service], settings: [.expireQuiescentTemplate: "1"]).names == [])
    // Live: those who are there count.
    var tally = ConnectionTally()
    #expect(Bench.subject([service], connections: tally).names == [])
    let quiesced = service.destinations[1].endpoint
    tally.templates[ConnectionTally.ServerName(service.identity, quiesced)] = 7
    let finding = try #require(Bench.subject([service], connections: tally).first(rule))
    #expect(finding.reason.contains("7 templates"))
    #expect(finding.object == .server(service.identity, quiesced))
    let plain = Bench.service(on: [Bench.server(1), Bench.server(2, weight: 0)])
    #expect(Bench.subject([plain]).names == [])
  }

  @Test func thresholdPersistent() throws {
    let rule = CheckRule.thresholdPersistent
    let servers = [Bench.server(1), Bench.server(2, upper: 2, active: 5)]
    let finding = try #require(
      Bench.subject([Bench.service(persistent: 300, on: servers)]).first(rule))
    #expect(finding.reason.contains("192.168.1.2:80 has 5 connections now"))
    #expect(finding.mend == ["ipvsadm -E -t 10.0.0.1:80 -s mh -b mh-fallback"])
    #expect(Bench.subject([Bench.service(on: servers)]).names == [])
    // A service for all ports cannot be without persistence.
    let all = Bench.service(0, persistent: 300, on: [Bench.server(1, 0, upper: 2)])
    #expect(
      Bench.subject([all]).first(rule)?.mend == [
        "ipvsadm -e -t 10.0.0.1:0 -r 192.168.1.1:0 -m -w 1"
      ])
  }

  // MARK: Hashes

  @Test(arguments: ["mh", "sh"])
  func hashWithoutFallback(_ scheduler: String) throws {
    let rule = CheckRule.hashWithoutFallback
    let scheduler = ByteString(scheduler)
    let servers = [Bench.server(1, weight: 3), Bench.server(2, weight: 0)]
    let finding = try #require(
      Bench.subject([Bench.service(80, scheduler, on: servers)]).first(rule))
    #expect(finding.severity == .warning)
    #expect(finding.mend == ["ipvsadm -E -t 10.0.0.1:80 -s \(scheduler) -b \(scheduler)-fallback"])
    #expect(finding.reason.contains("25 %") == (scheduler == "sh"))
    let fallback = Bench.service(80, scheduler, flags: .flag1, on: servers)
    #expect(Bench.subject([fallback]).names == [])
    let full = [Bench.server(1), Bench.server(2, upper: 2, active: 2)]
    #expect(
      Bench.subject([Bench.service(80, scheduler, on: full)]).first(rule)?.severity == .warning)
    let roomy = [Bench.server(1), Bench.server(2, upper: 2, active: 1)]
    #expect(Bench.subject([Bench.service(80, scheduler, on: roomy)]).first(rule)?.severity == .note)
    #expect(Bench.subject([Bench.service(80, "wlc", on: servers)]).names == [])
  }

  /// A server that never had a weight has no part of mh's table.
  @Test func maglevForgetsServersWithoutWeight() {
    let service = Bench.service(80, "mh", on: [Bench.server(1), Bench.server(2, weight: 0)])
    var trace = RulesTrace()
    #expect(Bench.subject([service], rules: trace).names == [])
    trace.onceWeighted = [
      ConnectionTally.ServerName(service.identity, service.destinations[1].endpoint)
    ]
    #expect(Bench.subject([service], rules: trace).names == ["hash-without-fallback"])
  }

  @Test func destinationHash() {
    let quiesced = [Bench.server(1, weight: 0), Bench.server(2)]
    let reversed = Array(quiesced.reversed())
    // 10.0.0.1 leads to an even bucket or to an odd one: to one of the two.
    let both = [quiesced, reversed].map { Bench.subject([Bench.service(80, "dh", on: $0)]).names }
    #expect(Set(both) == [["dh-refuses"], ["dh-one-server"]])
    let one = Bench.service(80, "dh", on: [Bench.server(1)])
    #expect(Bench.subject([one]).names == [])
    let mark = Bench.service(.firewallMark(1, .ipv4), "dh", on: quiesced)
    #expect(Bench.subject([mark]).names == ["dh-refuses"])
    let fine = Bench.service(.firewallMark(1, .ipv4), "dh", on: Self.two)
    #expect(Bench.subject([fine]).names == [])
  }

  // MARK: Ports

  @Test func portZeroOpensAll() throws {
    let all = Bench.service(0, persistent: 300, on: [Bench.server(1, 0)])
    let mark = Bench.service(.firewallMark(1, .ipv4), on: [Bench.server(2, 0)])
    let finding = try #require(Bench.subject([all, mark]).first(.portZeroOpensAll))
    // Mark 1 is somebody's.
    #expect(finding.mend[0].hasSuffix("--set-mark 2"))
    #expect(finding.mend[1...].first == "ipvsadm -A -f 2 -s rr -p 300")
    #expect(Bench.subject([mark]).names == [])
  }

  @Test func ftpTakesPorts() throws {
    let ftp = Bench.service(21, persistent: 300, on: [Bench.server(1, 21)])
    let all = Bench.service(0, persistent: 300, on: [Bench.server(2, 0)])
    let rule = CheckRule.ftpTakesPorts
    #expect(Bench.subject([ftp, all]).first(rule)?.reason.contains("from 1024 on") == true)
    #expect(Bench.subject([ftp]).names == [])
    let same = Bench.service(0, persistent: 300, on: [Bench.server(1, 0)])
    #expect(Bench.subject([ftp, same]).first(rule) == nil)
    var elsewhere = all
    elsewhere.identity = .endpoint(.tcp, Endpoint(.v4(IPv4Address(10, 0, 0, 2))))
    #expect(Bench.subject([ftp, elsewhere]).first(rule) == nil)
  }

  @Test func ftpWithoutPersistence() {
    let routed = Bench.service(21, on: [Bench.server(1, 21, by: .directRoute)])
    #expect(Bench.subject([routed]).names == ["ftp-without-persistence"])
    let translated = Bench.service(21, on: [Bench.server(1, 21)])
    #expect(Bench.subject([translated]).names == [])
    let persistent = Bench.service(21, persistent: 300, on: [Bench.server(1, 21, by: .directRoute)])
    #expect(Bench.subject([persistent]).names == [])
  }

  @Test func serverPortIgnored() {
    let identity = ServiceIdentity.firewallMark(1, .ipv4)
    let port = [Bench.server(1, 8080)]
    #expect(
      Bench.subject([Bench.service(identity, persistent: 300, on: port)]).names == [
        "server-port-ignored"
      ])
    // Without persistence the server's port is taken.
    #expect(Bench.subject([Bench.service(identity, on: port)]).names == [])
    #expect(
      Bench.subject([Bench.service(identity, persistent: 300, on: [Bench.server(1, 0)])]).names
        == [])
    #expect(Bench.subject([Bench.service(80, persistent: 300, on: port)]).names == [])
  }

  @Test func portsApart() throws {
    let web = Bench.service(80, persistent: 300, on: Self.two)
    let secure = Bench.service(
      443, persistent: 300, on: [Bench.server(1, 443), Bench.server(2, 443)])
    let finding = try #require(Bench.subject([web, secure]).findings.first)
    #expect(finding.name == "ports-apart")
    #expect(finding.severity == .note)
    #expect(finding.mend[0].contains("--dports 80,443 "))
    #expect(finding.mend.suffix(2) == ["ipvsadm -D -t 10.0.0.1:80", "ipvsadm -D -t 10.0.0.1:443"])
    let other = Bench.service(
      443, persistent: 300, on: [Bench.server(3, 443), Bench.server(2, 443)])
    #expect(Bench.subject([web, other]).names == [])
    #expect(Bench.subject([web, Bench.service(443, on: Self.two)]).names == [])
  }

  // MARK: Times

  @Test(
    arguments: [
      (100, 1_300_234, 1_300_235, 1_296_000), (250, 4_160_749, 4_160_750, 4_147_200),
      (1000, 1_040_187, 1_040_188, 1_036_800),
    ] as [(UInt64, UInt32, UInt32, UInt32)])
  func persistenceCapped(_ ticks: UInt64, _ kept: UInt32, _ cut: UInt32, _ mend: UInt32) {
    let subject = { (seconds: UInt32) in
      Bench.subject([Bench.service(persistent: seconds, on: Self.two)], ticks: ticks)
    }
    #expect(subject(kept).names == [])
    #expect(subject(cut).names == ["persistence-capped"])
    #expect(subject(cut).findings[0].mend == ["ipvsadm -E -t 10.0.0.1:80 -s rr -p \(mend)"])
  }

  /// Where nobody knows the ticks, those that hold the shortest time count.
  @Test func persistenceOfUnknownKernels() {
    let service = Bench.service(persistent: 1_040_188, on: Self.two)
    #expect(Bench.subject([service], ticks: nil).names == ["persistence-capped"])
  }

  /// Seconds that wrap in 32 bits of ticks; ipvsadm does not take them, other programs do.
  @Test func persistenceThatWraps() throws {
    let service = Bench.service(persistent: 42_949_673, on: Self.two)
    let finding = try #require(Bench.subject([service], ticks: 100).findings.first)
    #expect(finding.name == "persistence-capped")
    #expect(finding.reason.contains("keeps 0 s"))
  }

  @Test func persistenceShort() {
    #expect(
      Bench.subject([Bench.service(persistent: 59, on: Self.two)]).names == ["persistence-short"])
    #expect(Bench.subject([Bench.service(persistent: 60, on: Self.two)]).names == [])
  }

  @Test func tcpTimeout() {
    let web = Bench.service(on: Self.two)
    #expect(Bench.subject([web], tcp: 7199).names == ["tcp-timeout"])
    #expect(Bench.subject([web], tcp: 7200).names == [])
    #expect(Bench.subject([], tcp: 900).names == [])
    let names = Bench.service(53, transport: .udp, onePacket: true, on: Self.two)
    #expect(Bench.subject([names], tcp: 900).names == [])
  }

  @Test func onePacketPersistent() {
    let service = { (persistent: UInt32?) in
      Bench.service(53, transport: .udp, persistent: persistent, onePacket: true, on: Self.two)
    }
    #expect(Bench.subject([service(30)]).names == ["one-packet-persistent"])
    #expect(Bench.subject([service(nil)]).names == [])
  }
}
