import IPVS
import Testing

@testable import IPVSSimulator

/// Connections that servers begin, with the engine `sip`: each seen on a kernel.
struct ServerBegunTests {
  private let phone = ServiceIdentity.endpoint(.udp, "10.0.0.1:53")
  private let client: Endpoint = "10.1.0.5:1024"
  private let server: Endpoint = "192.168.1.1:53"

  @Test func `A server begins a connection, whatever its weight`() throws {
    let bench = Bench()
    try bench.addService(phone, engine: "sip")
    try bench.addServer(1, to: phone, weight: 0)
    #expect(try bench.answer(from: server, to: client, .udp) == .answered("10.0.0.1:53"))
    #expect(try bench.rows == ["UDP UDP 10.1.0.5:1024 10.0.0.1:53 192.168.1.1:53"])
    try bench.awaitCounters()
    #expect(try bench.server(1, of: phone)?.counters.connections == 1)
    #expect(try bench.server(1, of: phone)?.counters.outgoingPackets == 1)
    // The client's packets follow it.
    #expect(try bench.datagram(from: client, to: "10.0.0.1:53") == .forwarded(server, .masquerade))
  }

  @Test func `A server without a port of its own begins nothing`() throws {
    let bench = Bench()
    try bench.addService(phone, engine: "sip")
    _ = try bench.director.submit([
      .addDestination(phone, "192.168.1.1:0", DestinationDetails(forwarding: .masquerade))
    ])
    for port: UInt16 in [0, 53] {
      let sender = Endpoint(server.address, port: port)
      #expect(try bench.answer(from: sender, to: client, .udp) == .answered(sender))
    }
    #expect(try bench.rows.isEmpty)
  }

  @Test func `A connection begun for one packet leaves nothing`() throws {
    let bench = Bench()
    try bench.addService(phone, engine: "sip", onePacket: true)
    try bench.addServer(1, to: phone)
    #expect(try bench.answer(from: server, to: client, .udp) == .answered("10.0.0.1:53"))
    #expect(try bench.rows.isEmpty)
    try bench.awaitCounters()
    #expect(try bench.server(1, of: phone)?.counters.connections == 1)
  }

  @Test func `Persistence wants a Call-ID, and others than NAT's servers begin nothing`() throws {
    let bench = Bench()
    try bench.addService(phone, persistent: 100, engine: "sip")
    try bench.addServer(1, to: phone)
    #expect(try bench.answer(from: server, to: client, .udp) == .answered(server))
    let direct = ServiceIdentity.endpoint(.udp, "10.0.0.2:53")
    try bench.addService(direct, engine: "sip")
    try bench.addServer(2, to: direct, method: .directRoute)
    let other: Endpoint = "192.168.1.2:53"
    #expect(try bench.answer(from: other, to: client, .udp) == .answered(other))
    #expect(try bench.rows.isEmpty)
  }

  @Test func `With persistence a server's Call-ID makes the template`() throws {
    let bench = Bench()
    try bench.addService(phone, persistent: 100, engine: "sip")
    try bench.addServer(1, to: phone, weight: 0)
    try bench.addServer(2, to: phone)
    let begun = try bench.answer(from: server, to: client, .udp, callID: "a")
    #expect(begun == .answered("10.0.0.1:53"))
    #expect(
      try bench.rows == [
        "UDP ASSURED 10.1.0.5:0 10.0.0.1:53 192.168.1.1:53",
        "UDP UDP 10.1.0.5:1024 10.0.0.1:53 192.168.1.1:53",
      ])
    // The client's other packets of that call follow it, to a server of weight 0.
    let other = try bench.datagram(from: "10.1.0.5:1025", to: "10.0.0.1:53", callID: "a")
    #expect(other == .forwarded(server, .masquerade))
  }

  @Test func `A template for another server is rejected`() throws {
    let bench = Bench()
    try bench.addService(phone, persistent: 100, engine: "sip")
    try bench.addServer(1, to: phone)
    try bench.addServer(2, to: phone)
    #expect(
      try bench.datagram(from: client, to: "10.0.0.1:53", callID: "a")
        == .forwarded("192.168.1.2:53", .masquerade))
    try bench.answer(from: server, to: "10.1.0.5:1030", .udp, callID: "a")
    #expect(
      try bench.templates.map { "\($0.virtual) \($0.destination)" } == [
        "10.0.0.1:65535 192.168.1.2:65535", "10.0.0.1:53 192.168.1.1:53",
      ])
    #expect(
      try bench.datagram(from: "10.1.0.5:1025", to: "10.0.0.1:53", callID: "a")
        == .forwarded(server, .masquerade))
  }

  @Test func `With persistence and for one packet the template stays and is wound up`() throws {
    let bench = Bench(.v6_1)
    try bench.addService(phone, persistent: 60, engine: "sip", onePacket: true)
    try bench.addServer(1, to: phone)
    try bench.datagram(from: client, to: "10.0.0.1:53", callID: "a")
    try bench.wait(40)
    #expect(try bench.answer(from: server, to: client, .udp) == .answered(server))
    let answered = try bench.answer(from: server, to: client, .udp, callID: "a")
    #expect(answered == .answered("10.0.0.1:53"))
    #expect(try bench.rows == ["UDP ASSURED 10.1.0.5:0 10.0.0.1:53 192.168.1.1:53"])
    try bench.wait(40)
    #expect(try bench.rows.count == 1)
    try bench.wait(22)
    #expect(try bench.rows.isEmpty)
  }

  @Test func `A service with port 0 has no port from which servers could begin`() throws {
    let bench = Bench()
    let every = ServiceIdentity.endpoint(.udp, "10.0.0.1:0")
    try bench.addService(every, persistent: 100, engine: "sip")
    try bench.addServer(1, to: every, port: 53)
    #expect(try bench.answer(from: server, to: client, .udp, callID: "a") == .answered(server))
    #expect(try bench.rows.isEmpty)
  }

  @Test func `The server that was added last decides`() throws {
    let bench = Bench()
    try bench.addService(phone, engine: "sip")
    try bench.addServer(1, to: phone)
    let plain = ServiceIdentity.endpoint(.udp, "10.0.0.3:53")
    try bench.addService(plain)
    try bench.addServer(1, to: plain)
    #expect(try bench.answer(from: server, to: client, .udp) == .answered(server))
    try bench.deleteServer(1, of: plain)
    #expect(try bench.answer(from: server, to: client, .udp) == .answered("10.0.0.1:53"))
  }

  @Test func `A marked service's server is told by ICMP, whatever the protocol`() throws {
    let bench = Bench()
    try bench.set(try #require(SysctlName(rawValue: "nat_icmp_send")))
    let mark = ServiceIdentity.firewallMark(5, .ipv4)
    try bench.addService(mark)
    try bench.change(
      .addDestination(mark, server, DestinationDetails(forwarding: .masquerade)))
    #expect(try bench.answer(from: server, to: client, .udp) == .refused)
    #expect(try bench.answer(from: server, to: client, .tcp) == .refused)
  }
}
