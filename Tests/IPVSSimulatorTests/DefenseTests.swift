import IPVS
import Testing

@testable import IPVSSimulator

/// What `drop_packet` and `drop_entry` do.
///
/// `drop_packet` was the same on a kernel to the packet; of
/// `drop_entry` the shares were, as the kernel picks by chance.
struct DefenseTests {
  private static func name(_ name: String) throws -> SysctlName {
    try #require(SysctlName(rawValue: name))
  }

  private let dns = ServiceIdentity.endpoint(.udp, "10.0.0.1:53")

  private func bench() throws -> Bench {
    let bench = Bench(.v6_1)
    try bench.addService(dns)
    try bench.addServer(1, to: dns)
    try bench.addService()
    try bench.addServer(1)
    _ = try bench.director.submit([.setTimeouts(Timeouts(tcp: 3600, tcpFin: 0, udp: 3600))])
    return bench
  }

  /// Sends datagrams of new clients, one a slot: `D` is one that was dropped.
  private func row(_ count: Int, _ bench: Bench, _ first: UInt32) throws -> String {
    try (0..<count).map { number in
      try bench.wait(0.02)
      let client = Bench.client(first + UInt32(number))
      return try bench.datagram(from: client, to: "10.0.0.1:53") == .dropped ? "D" : "."
    }.joined()
  }

  @Test func `One packet of so many is dropped`() throws {
    let bench = try bench()
    try bench.set(Self.name("am_droprate"), "3")
    try bench.set(Self.name("drop_packet"), "3")
    #expect(try row(8, bench, 0) == "D..D..D.")
    // What has a connection passes.
    for _ in 0..<5 {
      #expect(
        try bench.datagram(from: Bench.client(1), to: "10.0.0.1:53")
          == .forwarded("192.168.1.1:53", .masquerade))
    }
    try bench.set(Self.name("drop_packet"), "0")
    #expect(try row(8, bench, 100) == "........")
  }

  @Test(arguments: ["1", "2"])
  func `Automatic modes see no attack`(_ mode: String) throws {
    let bench = try bench()
    try bench.set(Self.name("am_droprate"), "1")
    try bench.set(Self.name("drop_packet"), mode)
    #expect(try row(8, bench, 0) == "........")
  }

  @Test func `A rate is in force with the next look, once in 256 ticks`() throws {
    let bench = try bench()
    try bench.set(Self.name("am_droprate"), "1")
    try bench.set(Self.name("drop_packet"), "3")
    try bench.set(Self.name("am_droprate"), "2")
    // Looks are 8 ticks after the beginning and every 256 after that: in the slots 2, 53, 104.
    #expect(try row(6, bench, 0) == "DD.D.D")
    try bench.set(Self.name("am_droprate"), "1")
    #expect(try row(50, bench, 100) == String(repeating: ".D", count: 23) + ".DDD")
  }

  @Test func `A mode that changes brings the rate at once, one that is set again does not`() throws
  {
    let bench = try bench()
    try bench.set(Self.name("am_droprate"), "1")
    try bench.set(Self.name("drop_packet"), "3")
    try bench.wait(0.1)
    try bench.set(Self.name("am_droprate"), "2")
    try bench.set(Self.name("drop_packet"), "3")
    #expect(try row(3, bench, 0) == "DDD")
    try bench.set(Self.name("secure_tcp"), "3")
    #expect(try row(4, bench, 100) == "D.D.")
  }

  @Test func `A rate of 0 drops nothing, a negative one everything`() throws {
    let bench = try bench()
    try bench.set(Self.name("am_droprate"), "0")
    try bench.set(Self.name("drop_packet"), "3")
    #expect(try row(3, bench, 0) == "...")
    try bench.set(Self.name("am_droprate"), "-1")
    try bench.wait(2)
    #expect(try row(3, bench, 100) == "DDD")
  }
}

/// Which entries `drop_entry` drops.
struct EntryDroppingTests {
  private let web = Bench.web
  private let dns = ServiceIdentity.endpoint(.udp, "10.0.0.1:53")
  private static let clients: UInt32 = 300

  private func bench(persistent: UInt32? = nil, onePacket: Bool = false) throws -> Bench {
    let bench = Bench(.v6_1)
    try bench.addService(dns, persistent: persistent, onePacket: onePacket)
    try bench.addServer(1, to: dns)
    try bench.addService(persistent: persistent)
    try bench.addServer(1)
    _ = try bench.director.submit([.setTimeouts(Timeouts(tcp: 36000, tcpFin: 0, udp: 36000))])
    return bench
  }

  private func begin(_ bench: Bench, mode: String = "3") throws {
    try bench.set(try #require(SysctlName(rawValue: "drop_entry")), mode)
  }

  private func datagrams(_ bench: Bench, each count: Int = 1) throws {
    for client in 0..<Self.clients {
      for _ in 0..<count { try bench.datagram(from: Bench.client(client), to: "10.0.0.1:53") }
    }
  }

  private func packets(_ bench: Bench, _ flags: TCPFlags...) throws {
    for client in 0..<Self.clients {
      for flags in flags { try bench.send(flags, from: Bench.client(client)) }
    }
  }

  /// How many are left of 300 when one of 32 is dropped each time; 40 looks are 41 s.
  private func isLeft(_ count: Int, after looks: Double, share: Double = 1) -> Bool {
    var expected = Double(Self.clients)
    for _ in 0..<Int(looks) { expected *= 1 - share / 32 }
    return abs(Double(count) - expected) < 30
  }

  @Test func `What has just begun is dropped, one of 32 in a second`() throws {
    let bench = try bench()
    try packets(bench, .syn)
    try begin(bench)
    try bench.wait(41)
    #expect(isLeft(try bench.entries.count, after: 40))
  }

  @Test func `Nothing is dropped by the automatic modes`() throws {
    let bench = try bench()
    try packets(bench, .syn)
    try begin(bench, mode: "1")
    try bench.wait(41)
    #expect(try bench.entries.count == 300)
  }

  @Test func `Ends of connections are left alone`() throws {
    let bench = try bench()
    try packets(bench, .syn, .fin)
    try begin(bench)
    try bench.wait(100)
    #expect(try bench.entries.count == 300)
  }

  @Test(arguments: [1, 2, 4, 8])
  func `Old connections are dropped, the rarer the more packets they saw`(_ count: Int) throws {
    let bench = try bench()
    try datagrams(bench, each: count)
    try begin(bench)
    try bench.wait(59)
    #expect(try bench.entries.count == 300)
    try bench.wait(41)
    #expect(isLeft(try bench.entries.count, after: 39, share: 1 / Double(count)))
  }

  @Test func `An established connection is old after a minute too`() throws {
    let bench = try bench()
    try packets(bench, .syn, .ack)
    try begin(bench)
    try bench.wait(59)
    #expect(try bench.entries.count == 300)
    try bench.wait(41)
    #expect(isLeft(try bench.entries.count, after: 39, share: 1 / 2))
  }

  @Test func `What saw more than eight packets stays`() throws {
    let bench = try bench()
    try datagrams(bench, each: 9)
    try packets(bench, .syn, .ack, .ack, .ack, .ack, .ack, .ack, .ack, .ack)
    try begin(bench)
    try bench.wait(400)
    #expect(try bench.entries.count == 600)
  }

  @Test func `A connection takes its template along, unless that is assured`() throws {
    let began = try bench(persistent: 9000)
    try packets(began, .syn)
    try begin(began)
    try began.wait(41)
    let left = try began.templates.count
    #expect(isLeft(left, after: 40))
    #expect(try began.entries.count == 2 * left)

    let assured = try bench(persistent: 9000)
    try packets(assured, .syn, .ack)
    try begin(assured)
    try assured.wait(200)
    #expect(try assured.templates.count == 300)
    #expect(try assured.entries.count < 400)
    try assured.wait(400)
    #expect(try assured.templates.count == 300)
  }

  @Test func `A template without connections is dropped when it is old`() throws {
    let bench = try bench(persistent: 9000, onePacket: true)
    try datagrams(bench, each: 4)
    try begin(bench)
    try bench.wait(59)
    #expect(try bench.entries.count == 300)
    try bench.wait(41)
    #expect(isLeft(try bench.entries.count, after: 39, share: 1 / 4))
  }

  @Test func `A template that controls a connection stays`() throws {
    let bench = try bench(persistent: 9000)
    try packets(bench, .syn, .fin)
    try begin(bench)
    try bench.wait(110)
    #expect(try bench.templates.count == 300)
  }

  @Test func `Templates with Call-IDs are dropped like others`() throws {
    let bench = Bench(.v6_1)
    try bench.addService(dns, persistent: 9000, engine: "sip", onePacket: true)
    try bench.addServer(1, to: dns)
    for client in 0..<Self.clients {
      try bench.datagram(from: Bench.client(client), to: "10.0.0.1:53", callID: "a")
    }
    try begin(bench)
    try bench.wait(100)
    #expect(isLeft(try bench.entries.count, after: 39))
  }

  @Test func `The same seed drops the same, another one others`() throws {
    func left(_ seed: UInt64) throws -> [String] {
      let director = SimulatedDirector(seed: seed)
      _ = try director.submit([
        .addService(web, ServiceDetails(scheduler: "rr", mask: .host(.ipv4))),
        .addDestination(web, "192.168.1.1:80", DestinationDetails(forwarding: .masquerade)),
      ])
      for client in 0..<Self.clients {
        _ = try director.send(
          Packet(
            transport: .tcp, source: Bench.client(client), destination: "10.0.0.1:80", flags: .syn))
      }
      try director.setSysctl(try #require(SysctlName(rawValue: "drop_entry")), to: "3")
      try director.advance(to: 1000)
      var left: [String] = []
      try director.forEachConnection {
        left.append("\($0.client)")
        return .more
      }
      return left
    }
    #expect(try left(1) == left(1))
    #expect(try left(1) != left(2))
  }
}
