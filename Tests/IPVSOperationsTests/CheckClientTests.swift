import IPVS
import IPVSSimulator
import Testing

@testable import IPVSOperations

/// What `check` says of clients: their masks, their connections, and the ports that they use again.
struct CheckClientTests {
  private typealias Bench = CheckBench
  private static let two = [CheckBench.server(1), CheckBench.server(2)]

  @Test(
    arguments: [
      (0x0000_0000, ["mask-everybody"]), (0xff00_ff00, ["mask-holes"]),
      (0x0000_00ff, ["mask-holes"]),
      (0xff00_0000, ["mask-wide"]), (0xffff_ff00, ["mask-wide"]), (0xffff_ff80, []),
      (0xffff_ffff, []),
    ] as [(UInt32, [String])])
  func masks(_ bits: UInt32, _ names: [String]) {
    let mask = PersistenceMask.v4(IPv4Address(rawValue: bits))
    #expect(
      Bench.subject([Bench.service(persistent: 300, mask: mask, on: Self.two)]).names == names)
    #expect(Bench.subject([Bench.service(mask: mask, on: Self.two)]).names == [])
  }

  @Test(arguments: [(48, ["mask-wide"]), (64, []), (128, [])] as [(UInt32, [String])])
  func prefixes(_ length: UInt32, _ names: [String]) {
    let service = Bench.service(
      .firewallMark(1, .ipv6), persistent: 300, mask: .v6(prefixLength: length),
      on: [Bench.server(1, 0), Bench.server(2, 0)])
    #expect(Bench.subject([service]).names == names)
  }

  @Test func clientDominates() throws {
    let subject = { (most: Int, others: Int, mask: PersistenceMask) in
      let service = Bench.service(persistent: 300, mask: mask, on: Self.two)
      var tally = ConnectionTally()
      tally.clients[service.identity] = [
        .v4(IPv4Address(10, 1, 0, 0)): most, .v4(IPv4Address(10, 2, 0, 0)): others / 2,
        .v4(IPv4Address(10, 3, 0, 0)): others - others / 2,
      ]
      return Bench.subject([service], connections: tally)
    }
    let host = PersistenceMask.host(.ipv4)
    let finding = try #require(subject(60, 60, host).findings.first)
    #expect(finding.name == "client-dominates")
    #expect(finding.reason.contains("50 %") && finding.reason.contains("60 of 120"))
    #expect(finding.mend == ["ipvsadm -E -t 10.0.0.1:80 -s mh -b mh-fallback,mh-port"])
    #expect(subject(49, 0, host).names == [])
    #expect(subject(60, 62, host).names == [])
    let wide = subject(60, 0, .v4(IPv4Address(255, 255, 255, 128)))
    #expect(wide.findings.first?.mend == ["ipvsadm -E -t 10.0.0.1:80 -s rr -p 300"])
  }

  // MARK: Connections

  @Test func orphansAndTemplatesAreCounted() throws {
    let director = SimulatedDirector()
    let web = ServiceIdentity.endpoint(.tcp, Endpoint(Bench.address, port: 80))
    let names = ServiceIdentity.endpoint(.udp, Endpoint(Bench.address, port: 53))
    let mask = PersistenceMask.v4(IPv4Address(255, 255, 255, 0))
    try director.submit(
      .addService(
        web, ServiceDetails(scheduler: "rr", persistence: Persistence(timeout: 300), mask: mask)))
    try director.submit(.addService(names, ServiceDetails(scheduler: "rr", mask: .host(.ipv4))))
    let server = { (number: UInt8, port: UInt16) in Bench.server(number, port).endpoint }
    let details = DestinationDetails(forwarding: .masquerade)
    try director.submit(.addDestination(web, server(1, 80), details))
    try director.submit(.addDestination(names, server(2, 53), details))
    for number in UInt8(1)...3 {
      let client = Endpoint(.v4(IPv4Address(10, 1, 0, number)), port: 1024)
      for (transport, port) in [(TransportProtocol.tcp, UInt16(80)), (.udp, 53)] {
        _ = try director.send(
          Packet(
            transport: transport, source: client,
            destination: Endpoint(Bench.address, port: port), flags: .syn))
      }
    }
    try director.submit(.deleteDestination(names, server(2, 53)))
    let subject = try CheckSubject(
      of: director, facts: KernelFacts(level: .v6_1, ticksPerSecond: 250))
    let tally = try #require(subject.connections)
    #expect(tally.templates == [ConnectionTally.ServerName(web, server(1, 80)): 1])
    #expect(tally.clients == [web: [.v4(IPv4Address(10, 1, 0, 0)): 3]])
    let orphans = try #require(tally.orphans[ConnectionTally.ServerName(names, server(2, 53))])
    #expect(orphans == ConnectionTally.Orphans(count: 3, longest: 300))
    #expect(tally.orphans.count == 1)
    let finding = try #require(subject.first(.goneServer))
    #expect(finding.reason.contains("3 connections still lead to it"))
    #expect(finding.reason.contains("300 s"))
  }

  @Test func orphansAreThoseThatSend() throws {
    let director = SimulatedDirector()
    let web = ServiceIdentity.endpoint(.tcp, Endpoint(Bench.address, port: 80))
    let server = Bench.server(1).endpoint
    try director.submit(.addService(web, ServiceDetails(scheduler: "rr", mask: .host(.ipv4))))
    try director.submit(
      .addDestination(web, server, DestinationDetails(forwarding: .masquerade)))
    for (number, last) in [(UInt8(1), TCPFlags.ack), (2, .rst)] {
      for flags in [TCPFlags.syn, .ack, last] {
        _ = try director.send(
          Packet(
            transport: .tcp, source: Endpoint(.v4(IPv4Address(10, 1, 0, number)), port: 1024),
            destination: Endpoint(Bench.address, port: 80), flags: flags))
      }
    }
    let orphans = {
      try CheckSubject(of: director, facts: KernelFacts()).connections?.orphans.map(\.value.count)
    }
    #expect(try orphans() == [])
    try director.submit(.deleteService(web))
    // Without any service nothing is dropped: the host itself sees the packets.
    #expect(try orphans() == [])
    let other = ServiceIdentity.endpoint(.tcp, Endpoint(Bench.address, port: 443))
    try director.submit(.addService(other, ServiceDetails(scheduler: "rr", mask: .host(.ipv4))))
    #expect(try orphans() == [1])
    try director.submit(.startDaemon(SyncDaemon(role: .backup, interface: "eth0")))
    #expect(try orphans() == [])
  }

  @Test func goneServer() {
    let service = Bench.service(53, transport: .udp, on: Self.two)
    var tally = ConnectionTally()
    #expect(Bench.subject([service], connections: tally).names == [])
    tally.orphans[ConnectionTally.ServerName(service.identity, Bench.server(9, 53).endpoint)] =
      ConnectionTally.Orphans(count: 1, longest: 5)
    #expect(Bench.subject([service], connections: tally).names == ["gone-server"])
    #expect(
      Bench.subject([service], settings: [.expireNodestConn: "1"], connections: tally).names == [])
  }

  /// Of settings that cannot be read nothing is claimed.
  @Test func unknownSettings() {
    var subject = Bench.subject([
      Bench.service(53, transport: .udp, on: Self.two),
      Bench.service(persistent: 300, on: [Bench.server(1), Bench.server(2, weight: 0)]),
    ])
    #expect(Set(subject.names) == ["udp-gone-server", "weight-zero-persistent"])
    subject.settings = DirectorSettings()
    #expect(subject.names == [])
  }

  @Test func udpGoneServer() {
    let service = Bench.service(53, transport: .udp, on: Self.two)
    #expect(Bench.subject([service]).names == ["udp-gone-server"])
    #expect(Bench.subject([service], settings: [.expireNodestConn: "1"]).names == [])
    #expect(Bench.subject([service], connections: ConnectionTally()).names == [])
    let packets = Bench.service(53, transport: .udp, onePacket: true, on: Self.two)
    #expect(Bench.subject([packets]).names == [])
  }

  /// FTP takes high ports, port 0 the others; a template of either has port 0.
  @Test func ownersOfConnections() throws {
    let ftp = Bench.service(21, persistent: 300, on: [Bench.server(1, 21)])
    let all = Bench.service(0, persistent: 300, on: [Bench.server(2, 0)])
    let mark = Bench.service(.firewallMark(7, .ipv4), persistent: 300, on: [Bench.server(3, 0)])
    let owners = ConnectionOwners([ftp, all, mark], KernelFacts())
    let client = Endpoint(.v4(IPv4Address(10, 1, 0, 1)), port: 1024)
    let template = Endpoint(client.address)
    let owner = { (port: UInt16) in
      owners.owner(
        of: Bench.entry(
          client: client, virtual: Endpoint(Bench.address, port: port),
          server: Bench.server(2, port).endpoint))?.service.identity
    }
    #expect([21, 20, 1024].map(owner) == [ftp, ftp, ftp].map(\.identity))
    #expect([80, 1023].map(owner) == [all, all].map(\.identity))
    let templateOwner = { (name: ByteString, virtual: Endpoint, server: UInt8) in
      owners.owner(
        ofTemplate: Bench.entry(
          name, client: template, virtual: virtual, server: Bench.server(server, 0).endpoint,
          state: "NONE"))?.service.identity
    }
    #expect(templateOwner("TCP", Endpoint(Bench.address), 1) == ftp.identity)
    #expect(templateOwner("TCP", Endpoint(Bench.address), 2) == all.identity)
    #expect(templateOwner("IP", Endpoint(.v4(IPv4Address(0, 0, 0, 7))), 3) == mark.identity)
    #expect(templateOwner("IP", Endpoint(.v4(IPv4Address(0, 0, 0, 8))), 3) == nil)
  }

  // MARK: Ports that are used again

  @Test func reuseStall() {
    let rule = CheckRule.reuseStall
    let tracked: [SysctlName: String] = [.conntrack: "1"]
    let severity = {
      (version: KernelVersion?, settings: [SysctlName: String], services: [Service]) in
      Bench.subject(services, settings: settings, version: version).first(rule)?.severity
    }
    let plain = [Bench.service(on: Self.two)]
    #expect(severity(KernelVersion(5, 8, 18), tracked, plain) == .warning)
    #expect(severity(KernelVersion(5, 9), tracked, plain) == .note)
    #expect(severity(nil, tracked, plain) == .warning)
    #expect(severity(KernelVersion(5, 8, 18), [:], plain) == nil)
    let off = tracked.merging([.connReuseMode: "0"]) { $1 }
    #expect(severity(KernelVersion(5, 8, 18), off, plain) == nil)
    // A connection with a template is not scheduled again.
    let persistent = [Bench.service(persistent: 300, on: Self.two)]
    #expect(severity(KernelVersion(5, 8, 18), tracked, persistent) == nil)
    let early = tracked.merging([.connReuseMode: "3"]) { $1 }
    let routed = [Bench.service(on: [Bench.server(1, by: .directRoute)])]
    #expect(severity(KernelVersion(6, 1, 192), early, routed) == .warning)
    #expect(severity(KernelVersion(6, 1, 192), early, plain) == .note)
  }

  @Test func reuseModeOff() {
    let rule = CheckRule.reuseModeOff
    let off: [SysctlName: String] = [.connReuseMode: "0"]
    let both = off.merging([.expireNodestConn: "1"]) { $1 }
    let plain = [Bench.service(on: Self.two)]
    let quiesced = [Bench.service(on: [Bench.server(1), Bench.server(2, weight: 0)])]
    let severity = {
      (settings: [SysctlName: String], services: [Service], version: KernelVersion?) in
      Bench.subject(services, settings: settings, version: version).first(rule)?.severity
    }
    let new = KernelVersion(6, 1, 192)
    #expect(severity(off, plain, new) == .note)
    #expect(severity(off, quiesced, new) == .warning)
    #expect(severity([:], quiesced, new) == nil)
    #expect(severity(both, quiesced, new) == nil)
    #expect(severity(both, quiesced, KernelVersion(5, 10, 262)) == .warning)
    #expect(severity(off, [Bench.service(persistent: 300, on: Self.two)], new) == nil)
  }
}
