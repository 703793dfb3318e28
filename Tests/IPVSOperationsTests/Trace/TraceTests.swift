import IPVS
import IPVSOperations
import IPVSSimulator
import Testing

/// Which service takes a packet, and which template.
struct TraceServiceTests {
  private static let ftp = ServiceIdentity.endpoint(.tcp, TraceBench.endpoint("10.0.0.1:21"))
  private static let all = ServiceIdentity.endpoint(.tcp, TraceBench.endpoint("10.0.0.1:0"))
  private static let mark = ServiceIdentity.firewallMark(7, .ipv4)

  private func bench() throws -> TraceBench {
    let bench = TraceBench()
    let services: [(ServiceIdentity, UInt8)] = [
      (TraceBench.web, 1), (Self.ftp, 2), (Self.all, 3), (Self.mark, 4),
    ]
    for (identity, number) in services {
      try bench.service(identity, persistent: 300)
      try bench.server(number, of: identity)
    }
    return bench
  }

  @Test(arguments: [
    ("10.0.0.1:80", ServiceMatch.Rule.exact, 1 as UInt8), ("10.0.0.1:21", .exact, 2),
    ("10.0.0.1:20", .ftp, 2), ("10.0.0.1:1024", .ftp, 2), ("10.0.0.1:65535", .ftp, 2),
    ("10.0.0.1:1023", .portZero, 3), ("10.0.0.1:443", .portZero, 3),
  ])
  func `FTP takes unprivileged ports before port 0 does`(
    _ virtual: String, _ rule: ServiceMatch.Rule, _ number: UInt8
  ) throws {
    let bench = try bench()
    let trace = try bench.trace("10.1.0.5:1024", virtual)
    #expect(trace.match?.rule == rule)
    #expect(trace.outcomes == [.masq(number, TraceBench.endpoint(virtual).port)])
    let verdict = try bench.send(from: "10.1.0.5:1024", to: virtual)
    #expect(verdict.outcome == trace.outcomes.first)
  }

  @Test func `A mark goes first, and where no service has it the address counts`() throws {
    let bench = try bench()
    #expect(try bench.trace("10.1.0.5", mark: 7).match?.rule == .mark)
    #expect(try bench.trace("10.1.0.5", mark: 8).match?.rule == .exact)
    #expect(try bench.trace("10.1.0.5", mark: 7).template?.key.transport == nil)
  }

  @Test func `A port of its own begins where ports need no privilege`() throws {
    let bench = try bench()
    bench.facts.unprivilegedPortStart = 80
    #expect(try bench.trace("10.1.0.5", "10.0.0.1:443").match?.rule == .ftp)
  }

  @Test func `The protocol is that of the services, TCP before all`() throws {
    let bench = TraceBench()
    #expect(try bench.trace("10.1.0.5").transport == .tcp)
    try bench.service(.endpoint(.udp, TraceBench.endpoint("10.0.0.1:80")))
    #expect(try bench.trace("10.1.0.5").transport == .udp)
    try bench.service()
    #expect(try bench.trace("10.1.0.5").transport == .tcp)
    #expect(try bench.trace("10.1.0.5", "10.0.0.1:80", .sctp).hindrance == .noService)
  }

  @Test func `What no service takes is the host's`() throws {
    let bench = TraceBench()
    #expect(try bench.trace("10.1.0.5").hindrance == .noServiceOfFamily)
    #expect(try bench.trace("10.1.0.5").outcomes == [.passed])
    try bench.service()
    #expect(try bench.trace("10.1.0.5", "10.0.0.2:80").hindrance == .noService)
    #expect(try bench.trace("10.1.0.5:20").hindrance == .clientPort20)
    #expect(try bench.trace("10.1.0.5:20").outcomes == [.passed])
    #expect(try bench.trace("10.1.0.5").outcomes == [.refused])
  }

  @Test func `FTP without a server refuses its port, and lets others pass`() throws {
    let bench = TraceBench()
    try bench.service(Self.ftp, persistent: 300)
    #expect(try bench.trace("10.1.0.5", "10.0.0.1:21").outcomes == [.refused])
    #expect(try bench.trace("10.1.0.5", "10.0.0.1:2121").outcomes == [.passed])
    try bench.service(Self.ftp, edit: true)
    try bench.server(1, of: Self.ftp)
    let trace = try bench.trace("10.1.0.5", "10.0.0.1:2121")
    #expect(trace.hindrance == .otherPort)
    #expect(trace.outcomes == [.passed])
  }

  @Test func `cache_bypass lets a mark's packets past where there is no server`() throws {
    let bench = TraceBench()
    try bench.service(Self.mark)
    #expect(try bench.trace("10.1.0.5", mark: 7).outcomes == [.refused])
    try bench.set(try #require(SysctlName(rawValue: "cache_bypass")))
    #expect(try bench.trace("10.1.0.5", mark: 7).outcomes == [.refused, .bypassed])
  }

  @Test func `A backup that is silent lets everything pass`() throws {
    let bench = try bench()
    try bench.set(try #require(SysctlName(rawValue: "backup_only")))
    #expect(try bench.trace("10.1.0.5").outcomes == [.masq(1)])
    try bench.director.submit(.startDaemon(SyncDaemon(role: .backup, interface: "eth0")))
    #expect(try bench.trace("10.1.0.5").hindrance == .backupOnly)
  }
}

/// Templates.
struct TraceTemplateTests {
  private func bench(
    mask: IPv4Address = IPv4Address(255, 255, 255, 255), timeout: UInt32 = 300
  ) throws -> TraceBench {
    let bench = TraceBench()
    try bench.service(persistent: timeout, mask: mask)
    for number: UInt8 in 1...3 { try bench.server(number) }
    return bench
  }

  @Test func `A template decides, for everybody whom the mask makes one`() throws {
    let bench = try bench(mask: IPv4Address(255, 255, 255, 0))
    try bench.send(from: "10.1.0.5:1024")
    // wlc would choose another one by now.
    let trace = try bench.trace("10.1.0.77")
    #expect(trace.outcomes == [.masq(3)])
    #expect(trace.choice == nil)
    #expect(trace.template?.key.client == TraceBench.endpoint("10.1.0.0").address)
    #expect(try bench.trace("10.1.1.5").outcomes == [.masq(2)])
    #expect(try bench.trace("10.1.1.5").template?.found.isEmpty == true)
  }

  @Test func `Weight 0 is a reason only with expire_quiescent_template, and load is none`() throws {
    let bench = try bench()
    try bench.send(from: "10.1.0.5:1024")
    try bench.server(3, weight: 0, edit: true)
    #expect(try bench.trace("10.1.0.5").outcomes == [.masq(3)])
    try bench.set(.expireQuiescentTemplate)
    let trace = try bench.trace("10.1.0.5")
    #expect(trace.template?.found.first?.fates == [.rejectedWeightZero])
    #expect(trace.outcomes == [.masq(2)])
    try bench.server(3, weight: 1, upper: 1, edit: true)
    #expect(try bench.trace("10.1.0.5").outcomes == [.masq(3)])
  }

  @Test(arguments: [KernelLevel.v6_1, .v7_2])
  func `A rejected template is told of, and does not decide`(_ level: KernelLevel) throws {
    let bench = TraceBench(level)
    try bench.service(persistent: 300)
    for number: UInt8 in 1...2 { try bench.server(number) }
    try bench.send(from: "10.1.0.5:1024")
    try bench.remove(2)
    let before = try bench.trace("10.1.0.5")
    #expect(before.template?.found.first?.fates == [.rejectedServerRemoved])
    try bench.send(from: "10.1.0.5:1025")
    try bench.server(2)
    let after = try bench.trace("10.1.0.5")
    #expect(after.outcomes == [.masq(1)])
    #expect(
      after.template?.rejected.map(\.destination.address) == [TraceBench.server(2, 0).address])
  }

  @Test func `Templates of FTP and of port 0 are one, whoever made them`() throws {
    let bench = TraceBench()
    let ftp = ServiceIdentity.endpoint(.tcp, TraceBench.endpoint("10.0.0.1:21"))
    let all = ServiceIdentity.endpoint(.tcp, TraceBench.endpoint("10.0.0.1:0"))
    try bench.service(ftp, persistent: 300)
    try bench.server(1, of: ftp)
    try bench.service(all, persistent: 300)
    try bench.server(2, of: all)
    try bench.send(from: "10.1.0.5:1024", to: "10.0.0.1:21")
    #expect(try bench.trace("10.1.0.5", "10.0.0.1:443").outcomes == [.masq(1, 443)])
    #expect(
      try bench.send(from: "10.1.0.5:1025", to: "10.0.0.1:443").outcome == .masq(1, 443))
  }

  @Test func `Servers of one address that a template cannot tell apart are both told`() throws {
    let bench = TraceBench()
    let all = ServiceIdentity.endpoint(.tcp, TraceBench.endpoint("10.0.0.1:0"))
    try bench.service(all, "rr", persistent: 300)
    try bench.server(1, of: all, port: 0)
    try bench.server(1, of: all, port: 8080)
    try bench.send(from: "10.1.0.5:1024", to: "10.0.0.1:443")
    try bench.send(from: "10.1.0.6:1024", to: "10.0.0.1:443")
    // One template each. Which is whose is not shown; both ways the server sees the client's port.
    let both = try bench.trace("10.1.0.5", "10.0.0.1:443")
    #expect(both.template?.found.first?.servers.count == 2)
    #expect(both.outcomes == [.masq(1, 443)])
    try bench.director.submit(.deleteDestination(all, TraceBench.server(1, 8080)))
    let trace = try bench.trace("10.1.0.5", "10.0.0.1:443")
    #expect(trace.template?.found.first?.fates == [.decides, .rejectedServerRemoved])
  }

  @Test func `SIP goes by Call-IDs, and only with UDP`() throws {
    let bench = TraceBench()
    let sip = ServiceIdentity.endpoint(.udp, TraceBench.endpoint("10.0.0.1:5060"))
    try bench.service(sip, persistent: 300, engine: "sip")
    try bench.server(1, of: sip)
    let trace = try bench.trace("10.1.0.5", "10.0.0.1:5060")
    #expect(trace.outcomes == [.masq(1, 5060), .dropped])
    #expect(trace.caveats == [.callID])
    let mark = ServiceIdentity.firewallMark(7, .ipv4)
    try bench.service(mark, persistent: 300, engine: "sip")
    #expect(try bench.trace("10.1.0.5", "10.0.0.1:80", .tcp, mark: 7).hindrance == .noCallID)
    #expect(try bench.trace("10.1.0.5", "10.0.0.1:80", .tcp, mark: 7).outcomes == [.dropped])
  }

  @Test func `Connections keep a template, and not before the last of them does it end`() throws {
    let bench = try bench(timeout: 30)
    try bench.send(from: "10.1.0.5:1024")
    try bench.send(.ack, from: "10.1.0.5:1024")
    let end = try #require(try bench.trace("10.1.0.5").template?.found.first?.end)
    #expect(end.connections == 1)
    #expect(end.lastConnectionSeconds >= 899)
    #expect(end.earliest >= 899)
    try expectEnd(of: bench, end)
  }

  @Test(arguments: [1, 10, 30, 59, 60, 61, 120, 300, 360, 900, 3600] as [UInt32])
  func `A template ends between the earliest and the latest time`(_ timeout: UInt32) throws {
    for phase: UInt64 in [0, 1, 7, 13] {
      let bench = try bench(timeout: timeout)
      try bench.wait(phase)
      try bench.send(from: "10.1.0.5:1024")
      try bench.send(.rst, from: "10.1.0.5:1024")
      let end = try #require(try bench.trace("10.1.0.5").template?.found.first?.end)
      try expectEnd(of: bench, end)
    }
  }

  /// Lets time pass, and sees when the template is gone.
  private func expectEnd(of bench: TraceBench, _ end: TraceTemplate.End) throws {
    let latest = try #require(end.latest)
    #expect(end.earliest <= latest)
    var passed: UInt64 = 0
    while passed < end.earliest {
      let step = min(17, end.earliest - passed)
      try bench.wait(step)
      passed += step
      if passed < end.earliest {
        #expect(try bench.trace("10.1.0.5").template?.found.isEmpty == false)
      }
    }
    try bench.wait(latest - passed)
    #expect(try bench.trace("10.1.0.5").template?.found.isEmpty == true)
  }
}
