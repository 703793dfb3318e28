import IPVS
import Testing

@testable import IPVSSimulator

/// Errors of ICMP about packets of connections.
struct ICMPErrorTests {
  private let client: Endpoint = "10.1.0.5:1024"
  private let virtual: Endpoint = "10.0.0.1:80"
  private let server: Endpoint = "192.168.1.1:8080"
  private let router = IPAddress.v4(IPv4Address(172, 16, 0, 1))

  private func bench(_ method: ForwardingMethod = .masquerade) throws -> Bench {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1, port: method == .masquerade ? 8080 : 80, method: method)
    return bench
  }

  /// Somebody on the clients' side lost a packet from the virtual address.
  private func clientsError(
    _ kind: ICMPError.Kind = .portUnreachable, from sender: IPAddress? = nil,
    about transport: TransportProtocol = .tcp, to client: Endpoint? = nil, mark: UInt32 = 0
  ) -> ICMPError {
    ICMPError(
      kind, from: sender ?? (client ?? self.client).address,
      about: Packet(
        transport: transport, source: virtual, destination: client ?? self.client, flags: .ack),
      mark: mark)
  }

  /// Somebody on the servers' side lost a client's packet.
  private func serversError(
    _ kind: ICMPError.Kind = .portUnreachable, to target: Endpoint
  ) -> ICMPError {
    ICMPError(
      kind, from: target.address,
      about: Packet(transport: .tcp, source: client, destination: target, flags: .ack),
      side: .server(server.address))
  }

  private static let balanced: [ICMPError.Kind] = [
    .portUnreachable, .hostUnreachable, .tooBig, .timeExceeded,
  ]

  @Test(arguments: balanced)
  func `A client's error reaches the server`(_ kind: ICMPError.Kind) throws {
    for method: ForwardingMethod in [.masquerade, .directRoute, .tunnel] {
      let bench = try bench(method)
      try bench.send(from: client)
      let target: Endpoint = method == .masquerade ? server : "192.168.1.1:80"
      for sender in [client.address, router] {
        let verdict = try bench.send(clientsError(kind, from: sender))
        #expect(verdict == .forwarded(target, method))
      }
    }
  }

  @Test(arguments: balanced)
  func `A server's error reaches the client as of the virtual address`(
    _ kind: ICMPError.Kind
  ) throws {
    let bench = try bench()
    try bench.send(from: client)
    #expect(try bench.send(serversError(kind, to: server)) == .answered(virtual))
  }

  @Test func `Neither the state nor the timer takes notice, the counters do`() throws {
    let bench = try bench()
    try bench.send(from: client)
    try bench.wait(10)
    try bench.send(clientsError())
    try bench.send(serversError(to: server))
    #expect(try bench.state(client) == "SYN_RECV")
    #expect(try bench.entries.map(\.secondsLeft) == [50])
    try bench.awaitCounters()
    let counters = try bench.director.service(Bench.web).counters
    #expect(counters.incomingPackets == 2 && counters.incomingBytes == 40 + 68)
    #expect(counters.outgoingPackets == 1 && counters.outgoingBytes == 68)
    #expect(counters.connections == 1)
  }

  @Test func `A server that is past the director is counted too, and its error left as it is`()
    throws
  {
    let bench = try bench(.directRoute)
    try bench.send(from: client)
    #expect(try bench.send(serversError(to: virtual)) == .answered(virtual))
    try bench.awaitCounters()
    #expect(try bench.director.service(Bench.web).counters.outgoingPackets == 1)
    // No server's packet has been seen by that: clients' packets alone decide.
    try bench.send([.ack], from: client)
    try bench.send([.fin, .ack], from: client)
    #expect(try bench.state(client) == "FIN_WAIT")
  }

  @Test func `What has no connection is left to the host`() throws {
    let bench = try bench()
    #expect(try bench.send(clientsError()) == .passed)
    #expect(try bench.send(serversError(to: server)) == .answered(server))
    #expect(try bench.entries.isEmpty)
  }

  @Test func `A parameter problem is left to the host with IPv4`() throws {
    let bench = try bench()
    try bench.send(from: client)
    #expect(try bench.send(clientsError(.parameterProblem)) == .passed)
    let verdict = try bench.send(serversError(.parameterProblem, to: server))
    #expect(verdict == .answered(server))
  }

  @Test func `A parameter problem reaches the server with IPv6`() throws {
    let bench = Bench()
    let web = ServiceIdentity.endpoint(.tcp, "[2001:db8::1]:80")
    let client: Endpoint = "[2001:db8:2::1]:1024"
    try bench.addService(web)
    try bench.change(
      .addDestination(web, "[2001:db8:1::1]:80", DestinationDetails(forwarding: .masquerade)))
    try bench.send(from: client, to: "[2001:db8::1]:80")
    let lost = Packet(
      transport: .tcp, source: "[2001:db8::1]:80", destination: client, flags: .ack)
    let verdict = try bench.send(
      ICMPError(.parameterProblem, from: client.address, about: lost))
    #expect(verdict == .forwarded("[2001:db8:1::1]:80", .masquerade))
  }

  @Test func `Errors about a removed server's packets still pass`() throws {
    let bench = try bench()
    try bench.send(from: client)
    try bench.change(.deleteDestination(Bench.web, server))
    try bench.set(.expireNodestConn)
    let verdict = try bench.send(clientsError())
    #expect(verdict == .forwarded(server, .masquerade))
    #expect(try bench.send(serversError(to: server)) == .answered(virtual))
  }

  @Test func `With schedule_icmp an error begins a connection of three seconds in no state`() throws
  {
    let bench = try bench()
    try bench.scheduleICMP()
    // What the lost packet was plays no part: it may have been TCP's acknowledgement.
    #expect(try bench.send(clientsError()) == .forwarded(server, .masquerade))
    #expect(try bench.state(client) == "NONE")
    #expect(try bench.entries.map(\.secondsLeft) == [3])
    try bench.wait(2)
    try bench.send(clientsError())
    #expect(try bench.entries.map(\.secondsLeft) == [1])
    try bench.wait(2)
    #expect(try bench.entries.isEmpty)
    #expect(try bench.send(serversError(to: server)) == .answered(server))
    #expect(try bench.entries.isEmpty)
  }

  /// The lost packet went to the client: for schedulers of destinations that is the destination.
  @Test(arguments: [
    (client: 1, server: 2), (client: 2, server: 1), (client: 3, server: 3), (client: 7, server: 4),
  ])
  func `With schedule_icmp dh goes by the client`(_ seen: (client: UInt8, server: UInt8)) throws {
    let bench = Bench()
    try bench.addService(Bench.web, "dh")
    for number in 1...4 as ClosedRange<UInt8> { try bench.addServer(number) }
    try bench.scheduleICMP()
    let client = Endpoint(.v4(IPv4Address(10, 1, 0, seen.client)), port: 1024)
    #expect(
      try bench.send(clientsError(to: client))
        == .forwarded(
          Endpoint(.v4(IPv4Address(192, 168, 1, seen.server)), port: 80), .masquerade))
  }

  @Test func `With schedule_icmp an error follows the client's template, or makes one`() throws {
    let bench = Bench()
    try bench.addService(persistent: 300)
    try bench.addServer(1)
    try bench.scheduleICMP()
    try bench.send(clientsError())
    #expect(
      try bench.rows == [
        "TCP NONE 10.1.0.5:0 10.0.0.1:80 192.168.1.1:80",
        "TCP NONE 10.1.0.5:1024 10.0.0.1:80 192.168.1.1:80",
      ])
    try bench.addServer(2)
    let verdict = try bench.send(clientsError(to: "10.1.0.5:1025"))
    #expect(Bench.number(verdict) == "1")
  }

  @Test
  func `With schedule_icmp and no server an error is dropped: nobody is told by ICMP of ICMP`()
    throws
  {
    let bench = Bench()
    try bench.addService()
    #expect(try bench.send(clientsError()) == .passed)
    try bench.scheduleICMP()
    #expect(try bench.send(clientsError()) == .dropped)
    #expect(try bench.send(from: client) == .refused)
  }

  @Test func `A silent backup passes on servers' errors only`() throws {
    let bench = try bench()
    try bench.send(from: client)
    try bench.change(.startDaemon(SyncDaemon(role: .backup, interface: "eth0", syncID: 1)))
    try bench.set(#require(SysctlName(rawValue: "backup_only")))
    #expect(try bench.send(clientsError()) == .passed)
    #expect(try bench.send(serversError(to: server)) == .answered(virtual))
  }

  @Test func `drop_packet counts errors that begin a connection among the packets`() throws {
    let bench = try bench()
    try bench.scheduleICMP()
    try bench.set(#require(SysctlName(rawValue: "am_droprate")), "3")
    try bench.set(#require(SysctlName(rawValue: "drop_packet")), "3")
    var fates = ""
    for number in 0..<9 as Range<UInt32> {
      let client = Bench.client(number)
      let verdict =
        number.isMultiple(of: 2)
        ? try bench.send(clientsError(to: client)) : try bench.send(from: client)
      fates += Bench.number(verdict)
    }
    #expect(fates == ".11.11.11")
  }

  @Test func `With schedule_icmp FTP's service is not asked for other ports`() throws {
    let bench = Bench()
    let ftp = ServiceIdentity.endpoint(.tcp, "10.0.0.1:21")
    try bench.addService(ftp)
    try bench.addServer(1, to: ftp)
    try bench.scheduleICMP()
    for (port, verdict) in [
      (21, .forwarded("192.168.1.1:21", .masquerade)), (30000, .passed), (22, .passed),
    ] as [(UInt16, Verdict)] {
      let lost = Packet(
        transport: .tcp, source: Endpoint(virtual.address, port: port), destination: client)
      #expect(try bench.send(ICMPError(.tooBig, from: router, about: lost)) == verdict)
    }
  }

  @Test func `An error about IPsec's packet belongs to the key exchange`() throws {
    let bench = Bench()
    let keys = ServiceIdentity.endpoint(.udp, "10.0.0.1:500")
    try bench.addService(keys)
    try bench.addServer(1, to: keys)
    try bench.scheduleICMP()
    for transport: TransportProtocol in [.authenticationHeader, .encapsulatingSecurityPayload] {
      let lost = Packet(transport: transport, source: "10.0.0.1:0", destination: "10.1.0.5:0")
      let error = ICMPError(.tooBig, from: router, about: lost)
      // Nothing begins with it.
      #expect(try bench.send(error) == .passed)
      try bench.datagram(from: "10.1.0.5:500", to: "10.0.0.1:500")
      #expect(try bench.send(error) == .forwarded("192.168.1.1:0", .masquerade))
      let server: Endpoint = "192.168.1.1:0"
      let refused = Packet(transport: transport, source: "10.1.0.5:0", destination: server)
      let verdict = try bench.send(
        ICMPError(
          .hostUnreachable, from: server.address, about: refused, side: .server(server.address)))
      #expect(verdict == .answered("10.0.0.1:0"))
      try bench.wait(400)
    }
  }

  @Test func `5_10 drops a translated server's error of IPv6, and counts it not`() throws {
    for (profile, passes) in [(KernelProfile.v5_10, false), (.v6_1, true)] {
      let bench = Bench(profile)
      let web = ServiceIdentity.endpoint(.tcp, "[2001:db8::1]:80")
      let client: Endpoint = "[2001:db8:2::1]:1024"
      let server: Endpoint = "[2001:db8:1::1]:80"
      try bench.addService(web)
      try bench.change(.addDestination(web, server, DestinationDetails(forwarding: .masquerade)))
      try bench.send(from: client, to: "[2001:db8::1]:80")
      let lost = Packet(transport: .tcp, source: client, destination: server, flags: .ack)
      let verdict = try bench.send(
        ICMPError(
          .portUnreachable, from: server.address, about: lost, side: .server(server.address)))
      #expect(verdict == (passes ? .answered("[2001:db8::1]:80") : .dropped))
      try bench.awaitCounters()
      #expect(try bench.director.service(web).counters.outgoingPackets == (passes ? 1 : 0))
    }
  }

  /// Netfilter tracks connections for FTP with NAT, and has looked at the error before.
  @Test(
    arguments: [
      (service: "[2001:db8::2]:21", method: ForwardingMethod.masquerade, passes: true),
      (service: "[2001:db8::2]:21", method: .directRoute, passes: false),
      (service: "[2001:db8::2]:22", method: .masquerade, passes: false),
      (service: "10.0.0.1:21", method: .masquerade, passes: false),
    ] as [(service: Endpoint, method: ForwardingMethod, passes: Bool)])
  func `5_10 lets it pass while a service of FTP has a server with NAT`(
    _ other: (service: Endpoint, method: ForwardingMethod, passes: Bool)
  ) throws {
    let bench = Bench(.v5_10)
    let web = ServiceIdentity.endpoint(.tcp, "[2001:db8::1]:80")
    let server: Endpoint = "[2001:db8:1::1]:80"
    let itsServer: IPAddress =
      other.service.address.family == .ipv4 ? .v4(IPv4Address(192, 168, 1, 1)) : server.address
    let ftp = ServiceIdentity.endpoint(.tcp, other.service)
    try bench.addService(ftp)
    try bench.change(
      .addDestination(
        ftp, Endpoint(itsServer, port: other.service.port),
        DestinationDetails(forwarding: other.method)))
    try bench.addService(web)
    try bench.change(.addDestination(web, server, DestinationDetails(forwarding: .masquerade)))
    let client: Endpoint = "[2001:db8:2::1]:1024"
    try bench.send(from: client, to: "[2001:db8::1]:80")
    let error = ICMPError(
      .portUnreachable, from: server.address,
      about: Packet(transport: .tcp, source: client, destination: server, flags: .ack),
      side: .server(server.address))
    #expect(try bench.send(error) == (other.passes ? .answered("[2001:db8::1]:80") : .dropped))
    // It stays so when the server goes, and ends with the service.
    try bench.change(.deleteDestination(ftp, Endpoint(itsServer, port: other.service.port)))
    #expect(try bench.send(error) == (other.passes ? .answered("[2001:db8::1]:80") : .dropped))
    try bench.change(.deleteService(ftp))
    #expect(try bench.send(error) == .dropped)
  }

  @Test func `With schedule_icmp the error's own mark counts`() throws {
    let bench = Bench()
    let marked = ServiceIdentity.firewallMark(7, .ipv4)
    try bench.addService(marked)
    try bench.addServer(1, to: marked)
    try bench.scheduleICMP()
    #expect(try bench.send(clientsError()) == .passed)
    #expect(
      try bench.send(clientsError(mark: 7)) == .forwarded("192.168.1.1:80", .masquerade))
  }
}

extension Bench {
  @discardableResult
  fileprivate func send(_ error: ICMPError) throws -> Verdict { try director.send(error) }

  fileprivate func scheduleICMP() throws {
    try director.setSysctl(#require(SysctlName(rawValue: "schedule_icmp")), to: "1")
  }
}
