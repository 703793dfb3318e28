import IPVS
import Testing

@testable import IPVSSimulator

/// What differs between kernels.
///
/// All of it was seen on the kernels; Docs/engine.md has the scenarios.
@Suite struct KernelLevelTests {
  private static let all = KernelLevel.allCases
  private static let old: Set<KernelLevel> = [.v5_10, .uml6_1_176]
  private static let withThread: Set<KernelLevel> = [.v6_12, .v7_2]

  @Test func `Levels have the names that people give them`() {
    #expect(Self.all.map(\.rawValue) == ["5.10", "6.1.176", "6.1", "6.12", "7.2"])
  }

  /// 256 against 256 is a tie, 257 against 256 is none.
  @Test(arguments: all)
  func `An active connection costs one more since 6_1_192`(_ level: KernelLevel) throws {
    let bench = Bench(level.profile)
    try bench.addService(Bench.web, "lc")
    try bench.addServer(2)
    try bench.addServer(1)
    try bench.send(.syn, from: Bench.client(1))
    try bench.editServer(1, weight: 0)
    for number in 2...257 as ClosedRange<UInt32> {
      for flags in [TCPFlags.syn, .ack, [.fin, .ack]] {
        try bench.send(flags, from: Bench.client(number))
      }
    }
    try bench.editServer(1)
    #expect(try bench.counts(1) == [1, 0, 0])
    #expect(try bench.counts(2) == [0, 256, 0])
    let pick = Bench.number(try bench.send(from: "10.9.0.1:1024"))
    #expect(pick == (Self.old.contains(level) ? "1" : "2"))
  }

  @Test(arguments: all)
  func `An edited threshold is in force at once since 6_1_192`(_ level: KernelLevel) throws {
    let bench = Bench(level.profile)
    try bench.addService()
    try bench.addServer(1)
    #expect(try bench.picks(2) == "11")
    try bench.editServer(1, upper: 1)
    #expect(try bench.picks(2) == (Self.old.contains(level) ? "1." : ".."))
  }

  @Test(arguments: all)
  func `A rejected template keeps its virtual port since 7_2`(_ level: KernelLevel) throws {
    let bench = Bench(level.profile)
    try bench.addService(persistent: 300)
    try bench.addServer(1)
    try bench.set(.expireQuiescentTemplate)
    try bench.send(from: "10.1.0.1:1024")
    try bench.editServer(1, weight: 0)
    #expect(try bench.send(from: "10.1.0.1:1025") == .refused)
    let port = level == .v7_2 ? 80 : 65535
    let rejected = "TCP NONE 10.1.0.1:0 10.0.0.1:\(port) 192.168.1.1:65535"
    #expect(try bench.rows.filter { $0.contains("NONE") } == [rejected])
    try bench.editServer(1)
    try bench.send(from: "10.1.0.1:1026")
    #expect(
      try bench.rows.filter { $0.contains("NONE") }
        == [rejected, "TCP NONE 10.1.0.1:0 10.0.0.1:80 192.168.1.1:80"])
  }

  @Test(arguments: [
    (KernelLevel.v5_10, 28), (.uml6_1_176, 30), (.v6_1, 29), (.v6_12, 31), (.v7_2, 34),
  ])
  func `Each level has its settings`(_ level: KernelLevel, _ count: Int) throws {
    let names = try SimulatedDirector(profile: level.profile).sysctlNames().map(\.rawValue)
    #expect(names.count == count)
    #expect(names.contains("run_estimation") == (level != .v5_10))
    #expect(names.contains("est_nice") == Self.withThread.contains(level))
    #expect(names.contains("conn_max") == (level == .v7_2))
    #expect(names.contains("debug_level") == (level == .uml6_1_176))
  }

  @Test(arguments: [
    ("est_cpulist", "0", nil), ("est_cpulist", "0-0", nil), ("est_cpulist", "1", Errno.outOfRange),
    ("est_cpulist", "3,5", .outOfRange), ("est_cpulist", "0x10", .invalidArgument),
    ("est_cpulist", "99999999999", .valueTooLarge), ("est_nice", "-20", nil),
    ("est_nice", "20", .invalidArgument), ("conn_max", "1073741824", nil),
    ("conn_max", "1073741825", .invalidArgument), ("conn_max", "-1", .invalidArgument),
    ("conn_lfactor", "8", nil), ("svc_lfactor", "-9", .invalidArgument),
  ])
  func `New settings take what the kernel takes`(
    _ name: String, _ value: String, _ expected: Errno?
  ) throws {
    let director = SimulatedDirector(profile: .v7_2)
    let name = try #require(SysctlName(rawValue: name))
    var refusal: Errno?
    do throws(DirectorError) {
      try director.setSysctl(name, to: value)
    } catch {
      refusal = error.errno
    }
    #expect(refusal == expected)
  }

  @Test func `5_10 passes over a negative length of a queue`() throws {
    let name = try #require(SysctlName(rawValue: "sync_qlen_max"))
    let director = SimulatedDirector(profile: .v5_10)
    try director.setSysctl(name, to: "7")
    try director.setSysctl(name, to: "-1")
    #expect(try director.sysctl(name) == "7")
    #expect(throws: DirectorError.self) {
      try SimulatedDirector(profile: .v6_1).setSysctl(name, to: "-1")
    }
  }

  @Test func `Templates count for the limit of entries, and one that is there starts anew`() throws
  {
    let bench = Bench(.v7_2)
    try bench.set(try #require(SysctlName(rawValue: "conn_max")), "3")
    try bench.addService(persistent: 300)
    try bench.addServer(1)
    #expect(try bench.picks(2) == "1.")
    #expect(try bench.entries.count == 3)
    try bench.wait(30)
    #expect(try bench.templates.map(\.secondsLeft) == [270, 270])
    #expect(try bench.send(from: "10.8.0.1:1025") == .dropped)
    #expect(try bench.templates.map(\.secondsLeft) == [300, 270])
  }

  @Test func `What is for one packet is subject to the limit, too`() throws {
    let bench = Bench(.v7_2)
    let service = ServiceIdentity.endpoint(.udp, "10.0.0.1:53")
    try bench.addService(service, onePacket: true)
    try bench.addServer(1, to: service)
    try bench.set(try #require(SysctlName(rawValue: "conn_max")), "0")
    #expect(try bench.datagram(from: "10.1.0.1:1", to: "10.0.0.1:53") == .dropped)
  }

  @Test(arguments: all)
  func `twos is there since 6_12`(_ level: KernelLevel) throws {
    let details = ServiceDetails(scheduler: "twos", mask: .host(.ipv4))
    let refusal = try Bench(level.profile).change(.addService(Bench.web, details))
    #expect(refusal == (Self.withThread.contains(level) ? nil : .noSuchFileOrDirectory))
  }
}

/// A thread looks at the counters with 6.12 and 7.2.
@Suite struct EstimationThreadTests {
  /// Adds the first service in a slot, and tells whether a packet in another was looked at a slot
  /// later.
  private func isSeen(first: UInt64, packet: UInt64) throws -> Bool {
    let bench = Bench(.v6_12)
    try bench.director.advance(to: first)
    try bench.addService()
    try bench.addServer(1)
    try bench.director.advance(to: packet)
    try bench.send(from: "10.1.0.1:1024")
    try bench.director.advance(to: packet + 1)
    return try bench.server(1)?.counters.connections == 1
  }

  @Test(arguments: [0, 23, 61] as [UInt64])
  func `It looks in the last slot of two seconds after the first service`(_ first: UInt64) throws {
    for round in 1...3 as ClosedRange<UInt64> {
      let last = first + 100 * round - 2
      #expect(try isSeen(first: first, packet: last))
      #expect(try !isSeen(first: first, packet: last - 1))
      #expect(try !isSeen(first: first, packet: last + 1))
    }
  }

  @Test func `The beat stays when all services go`() throws {
    let bench = Bench(.v6_12)
    try bench.addService()
    try bench.director.advance(to: 150)
    try bench.change(.deleteService(Bench.web))
    try bench.director.advance(to: 340)
    try bench.addService()
    try bench.addServer(1)
    try bench.send(from: "10.1.0.1:1024")
    try bench.director.advance(to: 398)
    #expect(try bench.server(1)?.counters.connections == 0)
    try bench.director.advance(to: 399)
    #expect(try bench.server(1)?.counters.connections == 1)
  }

  @Test func `A new beat begins when estimation is turned on again`() throws {
    let bench = Bench(.v6_12)
    let name = try #require(SysctlName(rawValue: "run_estimation"))
    try bench.addService()
    try bench.addServer(1)
    try bench.director.advance(to: 301)
    try bench.set(name, "0")
    try bench.director.advance(to: 368)
    try bench.set(name, "1")
    try bench.send(from: "10.1.0.1:1024")
    try bench.director.advance(to: 462)
    #expect(try bench.server(1)?.counters.connections == 0)
    try bench.director.advance(to: 463)
    #expect(try bench.server(1)?.counters.connections == 1)
  }
}
