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
