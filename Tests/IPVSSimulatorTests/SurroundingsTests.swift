import IPVS
import Testing

@testable import IPVSSimulator

/// What the director's host does with packets by itself: each seen on a kernel.
struct SurroundingsTests {
  private let client: Endpoint = "10.1.0.5:1024"

  private func laid(_ virtual: Endpoint...) throws -> Bench {
    let bench = Bench()
    try bench.director.prepare(
      Network(virtual: Set(virtual.map(\.address)), clients: [client.address]))
    return bench
  }

  @Test func `A server's packet that is not rewritten is the host's affair`() throws {
    let bench = try laid("10.0.0.1:80")
    try bench.addService()
    try bench.addServer(1)
    #expect(try bench.answer(from: "192.168.1.1:80", to: client) == .passed)
    try bench.send(from: client)
    #expect(try bench.answer(from: "192.168.1.1:80", to: client) == .answered("10.0.0.1:80"))
    #expect(try bench.answer(from: "192.168.1.1:81", to: client) == .passed)
  }

  @Test func `With IPv4 no packet comes from an address of the director's own`() throws {
    let bench = try laid("10.0.0.1:80")
    try bench.addService()
    try bench.addServer(1, method: .directRoute)
    try bench.send(from: client)
    #expect(try bench.answer(.rst, from: "10.0.0.1:80", to: client) == .dropped)
    #expect(try bench.state(client) == "SYN_RECV")
  }

  @Test func `With IPv6 a server may answer under the virtual address`() throws {
    let virtual: Endpoint = "[2001:db8::1]:80"
    let client: Endpoint = "[2001:db8:1::1]:1024"
    let bench = try laid(virtual)
    let identity = ServiceIdentity.endpoint(.tcp, virtual)
    try bench.addService(identity)
    try bench.change(
      .addDestination(identity, "[2001:db8:2::1]:80", DestinationDetails(forwarding: .directRoute)))
    try bench.send(from: client, to: virtual)
    #expect(try bench.answer(.rst, from: virtual, to: client) == .passed)
    #expect(try bench.state(client) == "CLOSE")
  }

  @Test(arguments: ["127.0.0.1:9", "0.0.0.0:9", "224.0.0.1:9", "255.255.255.255:9"] as [Endpoint])
  func `Nobody has such an address with IPv4`(client: Endpoint) throws {
    let bench = try laid("10.0.0.1:80")
    try bench.addService()
    try bench.addServer(1)
    #expect(try bench.send(from: client) == .dropped)
    #expect(try bench.rows.isEmpty)
  }

  @Test(arguments: [("[::1]:9", false), ("[ff0e::1]:9", false), ("[fe80::1]:9", true)])
  func `Nobody is a loopback or a multicast address with IPv6`(
    client: Endpoint, isClient: Bool
  ) throws {
    let virtual: Endpoint = "[2001:db8::1]:80"
    let bench = try laid(virtual)
    try bench.addService(.endpoint(.tcp, virtual))
    #expect(try bench.send(from: client, to: virtual) == (isClient ? .refused : .dropped))
  }

  @Test func `A packet from outside is not rewritten to a loopback address`() throws {
    let bench = try laid("10.0.0.1:80")
    try bench.addService()
    let server: Endpoint = "127.0.0.1:80"
    try bench.change(
      .addDestination(Bench.web, server, DestinationDetails(forwarding: .masquerade)))
    #expect(try bench.send(from: client) == .dropped)
    #expect(try bench.state(client) == "SYN_RECV")
    try bench.change(
      .editDestination(Bench.web, server, DestinationDetails(forwarding: .directRoute)))
    #expect(try bench.send(from: "10.1.0.5:1025") == .passed)
  }

  @Test func `The host resets what it gets, and the connection with it`() throws {
    let bench = try laid("10.0.0.1:80")
    try bench.addService()
    try bench.change(
      .addDestination(Bench.web, "127.0.0.1:80", DestinationDetails(forwarding: .directRoute)))
    #expect(try bench.send(from: client) == .passed)
    #expect(try bench.state(client) == "CLOSE")
    let server = try bench.director.service(Bench.web).destinations[0]
    #expect(server.counters.outgoingPackets == 1)
    #expect(server.counters.outgoingBytes == 40)
    #expect(server.connectionCounts.inactive == 1)
  }

  @Test func `A connection that was given up is kept by the host's reset`() throws {
    let bench = try laid("10.0.0.1:80")
    try bench.addService(.endpoint(.tcp, "10.0.0.9:22"))
    try bench.addService()
    try bench.addServer(1, method: .directRoute)
    for flags in [.syn, .ack, .rst] as [TCPFlags] { try bench.send(flags, from: client) }
    try bench.change(.deleteService(Bench.web))
    #expect(try bench.send(from: client) == .passed)
    try bench.wait(1)
    #expect(try bench.state(client) == "CLOSE")
    #expect(try bench.send(.ack, from: client) == .dropped)
  }

  @Test func `Of a datagram the host's port unreachable is counted, and proves nothing`() throws {
    let bench = try laid("10.0.0.1:53")
    let identity = ServiceIdentity.endpoint(.udp, "10.0.0.1:53")
    try bench.addService(identity, persistent: 100)
    try bench.change(
      .addDestination(identity, "127.0.0.1:53", DestinationDetails(forwarding: .directRoute)))
    #expect(try bench.datagram(from: client, to: "10.0.0.1:53") == .passed)
    let server = try bench.director.service(identity).destinations[0]
    #expect(server.counters.outgoingPackets == 1)
    #expect(server.counters.outgoingBytes == 56)
    #expect(try bench.templates.map(\.state) == ["NONE"])
  }

  @Test func `With IPv6 the way past the balancer to the host itself leads nowhere`() throws {
    let virtual: Endpoint = "[2001:db8::1]:80"
    let client: Endpoint = "[2001:db8:1::1]:1024"
    let bench = try laid(virtual)
    try bench.set(try #require(SysctlName(rawValue: "cache_bypass")))
    try bench.addService(.firewallMark(9, .ipv6))
    #expect(try bench.send(from: client, to: virtual, mark: 9) == .dropped)
    #expect(try bench.rows == ["TCP SYN_RECV [2001:db8:1::1]:1024 [2001:db8::1]:80 [::]:0"])
  }
}
