import IPVS
import Testing

@testable import IPVSSimulator

/// What becomes of packets.
struct PacketPathTests {
  private let client: Endpoint = "10.1.0.5:1024"

  @Test func `Methods show in the verdict`() throws {
    let bench = Bench()
    try bench.addService(Bench.web, "fo")
    try bench.addServer(1, weight: 1, port: 8080)
    #expect(try bench.send(from: "10.1.0.5:1") == .forwarded("192.168.1.1:8080", .masquerade))
    try bench.addServer(2, weight: 2, method: .directRoute)
    #expect(try bench.send(from: "10.1.0.5:2") == .forwarded("192.168.1.2:80", .directRoute))
    try bench.addServer(3, weight: 3, method: .tunnel)
    #expect(try bench.send(from: "10.1.0.5:3") == .forwarded("192.168.1.3:80", .tunnel))
    try bench.addServer(4, weight: 4, method: .local)
    #expect(try bench.send(from: "10.1.0.5:4") == .passed)
  }

  @Test func `Only known protocols and addresses of the director are looked at`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    try bench.director.prepare(Network(virtual: [.v4(IPv4Address(10, 0, 0, 1))]))
    #expect(try bench.send(from: client, to: "10.0.0.9:80") == .passed)
    #expect(try bench.send(from: client, TransportProtocol(rawValue: 1)) == .passed)
    #expect(try bench.send(from: client, TransportProtocol(rawValue: 50)) == .passed)
    #expect(try bench.send(from: client, to: "10.0.0.1:81") == .passed)
    #expect(try bench.send(from: client) == .forwarded("192.168.1.1:80", .masquerade))
  }

  @Test func `TCP begins with SYN and without RST`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    for (flags, begins) in [
      ([.syn], true), ([.syn, .ack], true), ([.syn, .fin], true), ([.syn, .rst], false),
      ([.ack], false), ([.fin], false), ([.rst], false), ([], false),
    ] as [(TCPFlags, Bool)] {
      let from = Bench.client(UInt32(flags.rawValue))
      let verdict = try bench.send(flags, from: from)
      #expect(verdict == (begins ? .forwarded("192.168.1.1:80", .masquerade) : .passed))
    }
  }

  @Test func `sloppy_tcp begins with anything but RST`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    let sloppy = try #require(SysctlName(rawValue: "sloppy_tcp"))
    try bench.set(sloppy)
    try bench.send(.ack, from: "10.1.0.1:1")
    #expect(try bench.state("10.1.0.1:1") == "ESTABLISHED")
    try bench.send(.fin, from: "10.1.0.1:2")
    #expect(try bench.state("10.1.0.1:2") == "CLOSE")
    #expect(try bench.entries.map(\.secondsLeft) == [900, 10])
    #expect(try bench.send(.rst, from: "10.1.0.1:3") == .passed)
  }

  @Test func `A client's port 20 is never scheduled`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    #expect(try bench.send(from: "10.1.0.5:20") == .passed)
  }

  @Test func `A mark comes before the port, that before FTP, that before port 0`() throws {
    let bench = Bench()
    let any = ServiceIdentity.endpoint(.tcp, "10.0.0.1:0")
    let ftp = ServiceIdentity.endpoint(.tcp, "10.0.0.1:21")
    let mark = ServiceIdentity.firewallMark(3, .ipv4)
    for (number, service) in [(1, any), (2, ftp), (3, Bench.web), (4, mark)] {
      try bench.addService(service, persistent: 60)
      try bench.addServer(UInt8(number), to: service, port: 0)
    }
    func pick(_ port: UInt16, from number: UInt32, mark: UInt32 = 0) throws -> String {
      let virtual = Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: port)
      return Bench.number(try bench.send(from: Bench.client(number), to: virtual, mark: mark))
    }
    #expect(try pick(80, from: 1, mark: 3) == "4")
    #expect(try pick(80, from: 2, mark: 9) == "3")
    #expect(try pick(30000, from: 3) == "2")
    #expect(try pick(1024, from: 4) == "2")
    #expect(try pick(20, from: 5) == "2")
    #expect(try pick(443, from: 6) == "1")
    #expect(try pick(1023, from: 7) == "1")
  }

  @Test func `FTP without persistence leaves other ports alone`() throws {
    let bench = Bench()
    let ftp = ServiceIdentity.endpoint(.tcp, "10.0.0.1:21")
    try bench.addService(ftp)
    try bench.addServer(1, to: ftp)
    #expect(try bench.send(from: client, to: "10.0.0.1:30000") == .passed)
    #expect(Bench.number(try bench.send(from: client, to: "10.0.0.1:21")) == "1")
  }

  @Test func `Port 0 without persistence takes packets and refuses them`() throws {
    let bench = Bench()
    let any = ServiceIdentity.endpoint(.tcp, "10.0.0.1:0")
    try bench.addService(any)
    try bench.addServer(1, to: any)
    #expect(try bench.send(from: client) == .refused)
  }

  @Test func `Without a server the client is told`() throws {
    let bench = Bench()
    try bench.addService()
    #expect(try bench.send(from: client) == .refused)
    try bench.addServer(1, weight: 0)
    #expect(try bench.send(from: client) == .refused)
    #expect(try bench.entries.isEmpty)
  }

  @Test func `cache_bypass sends a mark's packets past the balancer`() throws {
    let bench = Bench()
    let mark = ServiceIdentity.firewallMark(3, .ipv4)
    try bench.addService(mark)
    #expect(try bench.send(from: client, to: "192.0.2.9:80", mark: 3) == .refused)
    let bypass = try #require(SysctlName(rawValue: "cache_bypass"))
    try bench.set(bypass)
    #expect(
      try bench.send(from: client, to: "192.0.2.9:80", mark: 3)
        == .forwarded("192.0.2.9:80", .bypass))
    #expect(try bench.rows == ["TCP SYN_RECV 10.1.0.5:1024 192.0.2.9:80 0.0.0.0:0"])
  }

  @Test func `NAT's answers are found by the server, others by the virtual address`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1, port: 8080)
    try bench.send(from: client)
    #expect(try bench.answer(from: "192.168.1.1:8080", to: client) == .answered("10.0.0.1:80"))
    #expect(try bench.answer(from: "192.168.1.1:80", to: client) == .answered("192.168.1.1:80"))
    try bench.addServer(2, method: .directRoute)
    // rr goes on with the newest server at the next turn.
    #expect(Bench.number(try bench.send(from: "10.1.0.5:1025")) == "2")
    try bench.send(.ack, from: "10.1.0.5:1025")
    // Seen on a kernel: an answer of a DR server that passes here moves the state and is counted.
    #expect(
      try bench.answer(.fin, from: "10.0.0.1:80", to: "10.1.0.5:1025") == .answered("10.0.0.1:80"))
    #expect(try bench.state("10.1.0.5:1025") == "FIN_WAIT")
    // From now on the client's packets are not alone any more: FIN closes the other half.
    try bench.send(.fin, from: "10.1.0.5:1025")
    #expect(try bench.state("10.1.0.5:1025") == "TIME_WAIT")
    try bench.awaitCounters()
    #expect(try bench.server(2)?.counters.outgoingPackets == 1)
    #expect(try bench.server(2)?.counters.outgoingBytes == 40)
  }

  @Test func `A port that is used again is scheduled anew, by the mode`() throws {
    // What ended, and whether a SYN is scheduled anew in modes 0, 1, 2, 3.
    for (flags, method, expected) in [
      ([.rst], .masquerade, [false, true, true, true]),
      ([.fin], .directRoute, [false, false, true, true]),
      ([.ack], .masquerade, [false, false, false, false]),
    ] as [(TCPFlags, ForwardingMethod, [Bool])] {
      for mode in 0..<4 {
        let bench = Bench()
        try bench.addService()
        try bench.addServer(1, method: method)
        try bench.addServer(2, method: method)
        try bench.set(.connReuseMode, "\(mode)")
        try bench.send(from: client)
        try bench.send(.ack, from: client)
        try bench.send(flags, from: client)
        #expect(Bench.number(try bench.send(from: client)) == (expected[mode] ? "1" : "2"))
      }
    }
  }

  @Test func `A connection that gives way stands beside its successor until the next tick`() throws
  {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    try bench.addServer(2)
    try bench.send(from: client)
    try bench.send(.ack, from: client)
    try bench.send(.rst, from: client)
    #expect(Bench.number(try bench.send(from: client)) == "1")
    #expect(try bench.entries.map(\.secondsLeft) == [0, 60])
    try bench.wait(0.02)
    #expect(try bench.rows == ["TCP SYN_RECV 10.1.0.5:1024 10.0.0.1:80 192.168.1.1:80"])
    #expect(try bench.counts(2) == [0, 0, 0])
    #expect(Bench.number(try bench.send(.ack, from: client)) == "1")
  }

  @Test func `With persistence a port that is used again stays with its server`() throws {
    let bench = Bench()
    try bench.addService(persistent: 60)
    try bench.addServer(1)
    try bench.send(from: client)
    try bench.send(.rst, from: client)
    try bench.send(from: client)
    #expect(try bench.entries.count == 2)
  }

  @Test func `With expire_nodest_conn a SYN leaves a server of weight 0`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    try bench.addServer(2)
    #expect(Bench.number(try bench.send(from: client)) == "2")
    try bench.editServer(2, weight: 0)
    #expect(Bench.number(try bench.send(from: client)) == "2")
    try bench.set(.expireNodestConn)
    #expect(Bench.number(try bench.send(.ack, from: client)) == "2")
    #expect(Bench.number(try bench.send(from: client)) == "1")
  }

  @Test func `A removed server's packets are dropped and its timer runs on`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    try bench.addServer(2)
    #expect(Bench.number(try bench.send(from: client)) == "2")
    try bench.deleteServer(2)
    try bench.wait(1)
    #expect(try bench.send(.ack, from: client) == .dropped)
    #expect(try bench.send(from: client) == .dropped)
    #expect(try bench.entries.map(\.secondsLeft) == [59])
  }

  @Test func `With expire_nodest_conn a removed server's entries end a tick later`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.addServer(2)
    try bench.send(from: client)
    try bench.send(.ack, from: client)
    try bench.set(.expireNodestConn)
    try bench.deleteServer(2)
    #expect(try bench.entries.count == 2)
    try bench.wait(0.02)
    #expect(try bench.entries.isEmpty)
  }

  @Test func `The hooks go with the last service of a family`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.send(from: client)
    try bench.change(.flush)
    try bench.wait(10)
    #expect(try bench.send(.ack, from: client) == .passed)
    #expect(try bench.entries.map(\.secondsLeft) == [350, 50])
    // A service of the other family does not bring them back, one of this does.
    try bench.addService(.endpoint(.tcp, "[2001:db8::1]:80"))
    #expect(try bench.send(.ack, from: client) == .passed)
    try bench.addService(persistent: 360)
    #expect(try bench.send(.ack, from: client) == .dropped)
    try bench.addServer(1)
    #expect(Bench.number(try bench.send(.ack, from: client)) == "1")
    #expect(try bench.counts(1) == [1, 0, 1])
  }

  @Test func `Packets are counted with fixed lengths`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    try bench.send(from: client)
    try bench.answer(from: "192.168.1.1:80", to: client)
    try bench.send(.ack, from: client)
    try bench.awaitCounters()
    let counters = try bench.director.service(Bench.web).counters
    #expect(counters.connections == 1)
    #expect(counters.incomingPackets == 2 && counters.incomingBytes == 80)
    #expect(counters.outgoingPackets == 1 && counters.outgoingBytes == 40)
    try bench.change(.zero(Bench.web))
    #expect(try bench.server(1)?.counters == Counters())
  }

  @Test func `drop_packet 3 drops one packet in so many`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    let dropPacket = try #require(SysctlName(rawValue: "drop_packet"))
    try bench.set(dropPacket, "3")
    #expect(try bench.picks(21) == ".111111111.111111111.")
  }

  @Test func `Two runs of one scenario are the same`() throws {
    func run() throws -> [String] {
      let bench = Bench()
      try bench.addService(
        Bench.web, "wlc", persistent: 60, mask: .v4(IPv4Address(255, 255, 255, 0)))
      for number in 1...5 { try bench.addServer(UInt8(number), weight: Int32(number)) }
      for step: UInt32 in 0..<500 {
        try bench.send(step % 3 == 0 ? .fin : .syn, from: Bench.client(step &* 7919 % 4096))
        try bench.wait(0.5)
      }
      return try bench.rows
    }
    #expect(try run() == run())
  }
}
