import IPVS
import Testing

@testable import IPVSSimulator

/// Which templates are made, found, rejected and kept.
struct TemplateTests {
  private let client: Endpoint = "10.1.0.5:1024"

  @Test func `Each kind of service has its own form of key`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1, port: 8080)
    try bench.send(from: client)
    #expect(
      try bench.rows == [
        "TCP NONE 10.1.0.5:0 10.0.0.1:80 192.168.1.1:8080",
        "TCP SYN_RECV 10.1.0.5:1024 10.0.0.1:80 192.168.1.1:8080",
      ])

    let any = ServiceIdentity.endpoint(.tcp, "10.0.0.2:0")
    try bench.addService(any, persistent: 360)
    try bench.addServer(2, to: any)
    try bench.send(from: client, to: "10.0.0.2:443")
    #expect(
      try bench.rows.suffix(2) == [
        "TCP NONE 10.1.0.5:0 10.0.0.2:0 192.168.1.2:0",
        "TCP SYN_RECV 10.1.0.5:1024 10.0.0.2:443 192.168.1.2:443",
      ])

    let ftp = ServiceIdentity.endpoint(.tcp, "10.0.0.3:21")
    try bench.addService(ftp, persistent: 360)
    try bench.addServer(3, to: ftp)
    try bench.send(from: client, to: "10.0.0.3:21")
    try bench.send(from: client, to: "10.0.0.3:30000")
    #expect(
      try bench.rows.suffix(3) == [
        "TCP NONE 10.1.0.5:0 10.0.0.3:0 192.168.1.3:0",
        "TCP SYN_RECV 10.1.0.5:1024 10.0.0.3:21 192.168.1.3:21",
        "TCP SYN_RECV 10.1.0.5:1024 10.0.0.3:30000 192.168.1.3:30000",
      ])
  }

  @Test func `A mark's template covers all addresses, ports and protocols`() throws {
    let bench = Bench()
    let mark = ServiceIdentity.firewallMark(7, .ipv4)
    try bench.addService(mark, persistent: 360)
    try bench.addServer(1, to: mark)
    try bench.addServer(2, to: mark)
    try bench.send(from: client, to: "10.0.0.1:443", mark: 7)
    try bench.datagram(from: client, to: "10.0.0.2:53", mark: 7)
    #expect(
      try bench.rows == [
        "IP NONE 10.1.0.5:0 0.0.0.7:0 192.168.1.2:0",
        "TCP SYN_RECV 10.1.0.5:1024 10.0.0.1:443 192.168.1.2:443",
        "UDP UDP 10.1.0.5:1024 10.0.0.2:53 192.168.1.2:53",
      ])
  }

  @Test func `A mark's servers keep the packet's port when persistent, else have their own`() throws
  {
    for (persistent, port) in [(360, 53), (nil, 99)] as [(UInt32?, UInt16)] {
      let bench = Bench()
      let mark = ServiceIdentity.firewallMark(5, .ipv4)
      try bench.addService(mark, persistent: persistent)
      try bench.addServer(1, to: mark, port: 99)
      let verdict = try bench.datagram(from: client, to: "10.0.0.1:53", mark: 5)
      #expect(verdict == .forwarded(Bench.server(1, port), .masquerade))
    }
  }

  @Test func `IPv6 templates have the prefix, and a mark in the first 32 bits`() throws {
    let bench = Bench()
    let service = ServiceIdentity.endpoint(.tcp, "[2001:db8::1]:80")
    try bench.addService(service, persistent: 60, mask: .v6(prefixLength: 64))
    let server: Endpoint = "[2001:db8::a]:80"
    try bench.change(
      .addDestination(service, server, DestinationDetails(forwarding: .masquerade)))
    #expect(
      try bench.send(from: "[2001:db8:1:2:3::4]:1024", to: "[2001:db8::1]:80")
        == .forwarded(server, .masquerade))
    let mark = ServiceIdentity.firewallMark(7, .ipv6)
    try bench.addService(mark, persistent: 60, mask: .v6(prefixLength: 72))
    try bench.change(.addDestination(mark, "[2001:db8::b]:0", DestinationDetails()))
    try bench.datagram(from: "[2001:db8:1:2:fff::4]:1024", to: "[2001:db8::9]:53", mark: 7)
    #expect(
      try bench.templates.map { "\($0.client) \($0.virtual) \($0.destination)" } == [
        "[2001:db8:1:2::]:0 [2001:db8::1]:80 [2001:db8::a]:80",
        "[2001:db8:1:2:f00::]:0 [0:7::]:0 [2001:db8::b]:0",
      ])
  }

  @Test func `A mask groups clients, whatever its bits are`() throws {
    for (mask, other, isTogether) in [
      (IPv4Address(255, 255, 255, 0), "10.1.0.77:5", true),
      (IPv4Address(255, 255, 255, 0), "10.1.1.5:5", false),
      (IPv4Address(255, 0, 255, 0), "10.9.0.7:5", true),
      (IPv4Address(0, 0, 0, 0), "192.0.2.1:5", true),
    ] as [(IPv4Address, Endpoint, Bool)] {
      let bench = Bench()
      try bench.addService(persistent: 360, mask: .v4(mask))
      try bench.addServer(1)
      try bench.addServer(2)
      #expect(Bench.number(try bench.send(from: client)) == "2")
      #expect(Bench.number(try bench.send(from: other)) == (isTogether ? "2" : "1"))
    }
  }

  @Test func `A template of a network is found by the host of that address`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360, mask: .v4(IPv4Address(255, 255, 255, 0)))
    try bench.addServer(1)
    try bench.addServer(2)
    #expect(Bench.number(try bench.send(from: client)) == "2")
    try bench.editService(persistent: 360)
    #expect(Bench.number(try bench.send(from: "10.1.0.0:9")) == "2")
    #expect(Bench.number(try bench.send(from: "10.1.0.5:9")) == "1")
  }

  @Test func `FTP and port 0 on one address share templates`() throws {
    let bench = Bench()
    let ftp = ServiceIdentity.endpoint(.tcp, "10.0.0.1:21")
    let any = ServiceIdentity.endpoint(.tcp, "10.0.0.1:0")
    try bench.addService(ftp, persistent: 360)
    try bench.addServer(1, to: ftp)
    try bench.addService(any, persistent: 360)
    try bench.addServer(2, to: any)
    #expect(Bench.number(try bench.send(from: client, to: "10.0.0.1:21")) == "1")
    #expect(Bench.number(try bench.send(from: client, to: "10.0.0.1:443")) == "1")
  }

  @Test func `-E changes neither timeout nor server of a template`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.addServer(2)
    #expect(Bench.number(try bench.send(from: client)) == "2")
    try bench.editService(persistent: 1000)
    try bench.wait(10)
    #expect(Bench.number(try bench.send(from: "10.1.0.5:1025")) == "2")
    #expect(try bench.templates.map(\.secondsLeft) == [360])
    // Without persistence the template is not asked; it is when that comes back.
    try bench.editService()
    #expect(Bench.number(try bench.send(from: "10.1.0.5:1026")) == "1")
    #expect(Bench.number(try bench.send(from: "10.1.0.5:1027")) == "2")
    #expect(Bench.number(try bench.send(from: "10.1.0.5:1028")) == "1")
    try bench.editService(persistent: 5)
    #expect(Bench.number(try bench.send(from: "10.1.0.5:1029")) == "2")
  }

  @Test func `Only new connections arm a template`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.send(from: client)
    try bench.wait(100)
    try bench.send(.ack, from: client)
    #expect(try bench.templates.map(\.secondsLeft) == [260])
    try bench.send(from: "10.1.0.5:1025")
    #expect(try bench.templates.map(\.secondsLeft) == [360])
  }

  @Test func `A template that expired under a connection has 60 s for the rest of its life`() throws
  {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.send(from: client)
    try bench.send(.ack, from: client)
    try bench.wait(420)
    let left = try bench.templates.map(\.secondsLeft)
    #expect(left.allSatisfy { $0 <= 60 } && left.count == 1)
    try bench.send(from: "10.1.0.5:1025")
    #expect(try bench.templates.map(\.secondsLeft) == [60])
  }

  @Test func `A close does not touch the template, which ends with its leg`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.send(from: client)
    try bench.wait(1)
    try bench.send(.rst, from: client)
    #expect(try bench.templates.map(\.secondsLeft) == [359])
  }

  @Test func `Persistence of 0 seconds goes straight to legs of 60 s`() throws {
    let bench = Bench()
    try bench.addService(persistent: 0)
    try bench.addServer(1)
    try bench.send(from: client)
    try bench.wait(0.02)
    #expect(try bench.templates.map(\.secondsLeft) == [59])
  }

  @Test func `The client's ACK alone assures a TCP template, a server's datagram a UDP one`() throws
  {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.send(from: client)
    #expect(try bench.templates.map(\.state) == ["NONE"])
    try bench.send(.ack, from: client)
    #expect(try bench.templates.map(\.state) == ["ASSURED"])

    let dns = ServiceIdentity.endpoint(.udp, "10.0.0.1:53")
    try bench.addService(dns, persistent: 360)
    try bench.addServer(1, to: dns)
    try bench.datagram(from: client, to: "10.0.0.1:53")
    try bench.datagram(from: client, to: "10.0.0.1:53")
    #expect(try bench.templates.map(\.state) == ["ASSURED", "NONE"])
    #expect(
      try bench.answer(from: "192.168.1.1:53", to: client, .udp) == .answered("10.0.0.1:53"))
    #expect(try bench.templates.map(\.state) == ["ASSURED", "ASSURED"])
  }

  @Test func `Weight 0 keeps templated clients unless templates are to end`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.addServer(2)
    #expect(Bench.number(try bench.send(from: client)) == "2")
    try bench.editServer(2, weight: 0)
    #expect(Bench.number(try bench.send(from: "10.1.0.5:1025")) == "2")
    #expect(try bench.picks(2) == "11")
    try bench.set(.expireQuiescentTemplate)
    try bench.wait(10)
    #expect(Bench.number(try bench.send(from: "10.1.0.5:1026")) == "1")
    // The old template is renamed, keeps its time and counts.
    let renamed = try bench.templates.first { $0.virtual.port == 65535 }
    #expect(renamed?.client == "10.1.0.5:0")
    #expect(renamed?.destination == Bench.server(2, 65535))
    #expect(renamed?.secondsLeft == 350)
    #expect(try bench.counts(2) == [2, 0, 1])
    // The existing connection goes on, and the server's return does not bring the template back.
    #expect(Bench.number(try bench.send(.ack, from: client)) == "2")
    try bench.editServer(2, weight: 1)
    #expect(Bench.number(try bench.send(from: "10.1.0.5:1027")) == "1")
  }

  @Test func `The scheduler is not asked where a template is found`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    for number in 1...3 { try bench.addServer(UInt8(number)) }
    #expect(Bench.number(try bench.send(from: client)) == "3")
    for port in 2000..<2010 {
      let again = Endpoint(client.address, port: UInt16(port))
      #expect(Bench.number(try bench.send(from: again)) == "3")
    }
    #expect(try bench.picks(3) == "213")
  }

  @Test func `A connection through an old template has the server's present method`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.send(from: client)
    try bench.editServer(1, method: .directRoute)
    #expect(
      try bench.send(.ack, from: client) == .forwarded("192.168.1.1:80", .masquerade))
    #expect(
      try bench.send(from: "10.1.0.5:1025") == .forwarded("192.168.1.1:80", .directRoute))
  }

  @Test func `Templates count only as persistent, and not as connections made`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.send(from: client)
    #expect(try bench.counts(1) == [1, 0, 1])
    try bench.awaitCounters()
    #expect(try bench.server(1)?.counters.connections == 1)
  }

  @Test func `One-packet services keep a template and no connections`() throws {
    let bench = Bench()
    let dns = ServiceIdentity.endpoint(.udp, "10.0.0.1:53")
    try bench.addService(dns, persistent: 60, onePacket: true)
    try bench.addServer(1, to: dns)
    for _ in 0..<5 { try bench.datagram(from: client, to: "10.0.0.1:53") }
    #expect(try bench.rows == ["UDP NONE 10.1.0.5:0 10.0.0.1:53 192.168.1.1:53"])
    #expect(try bench.counts(1, of: dns) == [0, 0, 1])
    try bench.awaitCounters()
    let counters = try bench.server(1, of: dns)?.counters
    #expect(counters?.connections == 5)
    #expect(counters?.incomingPackets == 5)
    try bench.wait(62)
    #expect(try bench.entries.isEmpty)
  }
}
