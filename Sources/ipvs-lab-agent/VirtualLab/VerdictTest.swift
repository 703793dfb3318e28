internal import IPVS

/// Sees whether every kind of verdict is told, in both families.
struct VerdictTest {
  private let testbed: KernelTestbed
  private let isIPv6: Bool
  private var slot: UInt64 = 0

  static func run(_ report: inout SelfTestReport) throws {
    for isIPv6 in [false, true] {
      report.title("verdicts of \(isIPv6 ? "IPv6" : "IPv4")")
      var test = try VerdictTest(isIPv6: isIPv6)
      try test.run(&report)
    }
  }

  private init(isIPv6: Bool) throws {
    self.isIPv6 = isIPv6
    testbed = try KernelTestbed()
    try testbed.prepare(Network(virtual: [address(1)], servers: [address(2), address(3)]))
    try testbed.advance(to: 0)
  }

  private func address(_ number: UInt8) -> IPAddress {
    isIPv6
      ? .v6(IPv6Address(high: 0x2001_0db8_0000_0000, low: UInt64(number)))
      : .v4(IPv4Address(10, 0, 0, number))
  }

  private mutating func run(_ report: inout SelfTestReport) throws {
    let client = Endpoint(address(100), port: 1024)
    let web = Endpoint(address(1), port: 80)
    let first = Endpoint(address(2), port: 8080)
    let second = Endpoint(address(3), port: 80)

    try check(&report, "TCP SYN, no service", .tcp, client, web, .syn, .passed)
    try check(&report, "UDP, no service", .udp, client, web, [], .passed)
    try check(&report, "SCTP, no service", .sctp, client, web, [], .passed)
    try check(&report, "AH, no service", .authenticationHeader, client, web, [], .passed)
    try check(&report, "ESP, no service", .encapsulatingSecurityPayload, client, web, [], .passed)
    try check(&report, "an ICMP error, no service", from: client, about: web, .passed)
    try check(&report, "TCP SYN past the director", .tcp, client, second, .syn, .passed)

    let tcp = ServiceIdentity.endpoint(.tcp, web)
    try add(tcp)
    try check(&report, "TCP SYN, no server", .tcp, client, web, .syn, .refused)
    try check(&report, "TCP ACK, no connection", .tcp, client, web, .ack, .passed)
    try add(tcp, first, .masquerade)
    try check(&report, "NAT", .tcp, client, web, .syn, .forwarded(first, .masquerade))
    try check(
      &report, "NAT, the server's answer", .tcp, first, client, [.syn, .ack], .answered(web),
      side: .server(first.address))
    try check(
      &report, "an ICMP error of a client", from: client, about: web,
      .forwarded(first, .masquerade))
    try check(
      &report, "an ICMP error of a server", from: first, about: client, .answered(web),
      side: .server(first.address))
    try check(
      &report, "a server by itself", .tcp, second, client, [.syn, .ack], .answered(second),
      side: .server(second.address))
    try testbed.submit(.deleteDestination(tcp, first))
    try check(&report, "the server is removed", .tcp, client, web, .ack, .dropped)

    let direct = ServiceIdentity.endpoint(.udp, web)
    try add(direct)
    try check(&report, "UDP, no server", .udp, client, web, [], .refused)
    for server in [address(2), address(3)] {
      try add(direct, Endpoint(server, port: 80), .directRoute)
    }
    for number in 0..<4 as Range<UInt16> {
      let server = Endpoint(address(number.isMultiple(of: 2) ? 3 : 2), port: 80)
      try check(
        &report, "direct routing \(number)", .udp, Endpoint(client.address, port: 2000 + number),
        web, [], .forwarded(server, .directRoute))
    }

    let tunnelled = Endpoint(address(1), port: 81)
    let tunnels = ServiceIdentity.endpoint(.tcp, tunnelled)
    try add(tunnels)
    try add(tunnels, Endpoint(address(2), port: 81), .tunnel)
    try check(
      &report, "tunnel", .tcp, client, tunnelled, .syn,
      .forwarded(Endpoint(address(2), port: 81), .tunnel))

    let sctp = ServiceIdentity.endpoint(.sctp, web)
    try add(sctp)
    try add(sctp, first, .masquerade)
    try check(&report, "SCTP, NAT", .sctp, client, web, [], .forwarded(first, .masquerade))

    let marked = ServiceIdentity.firewallMark(7, isIPv6 ? .ipv6 : .ipv4)
    try add(marked)
    try add(marked, second, .directRoute)
    let other = Endpoint(address(1), port: 8443)
    try check(&report, "without the mark", .tcp, client, other, .syn, .passed)
    try check(
      &report, "with the mark", .tcp, client, other, .syn,
      .forwarded(Endpoint(second.address, port: 8443), .directRoute), mark: 7)
    let mineral = Endpoint(client.address, port: 1025)
    try check(&report, "without the mark again", .tcp, mineral, other, .syn, .passed)
  }

  private func add(_ identity: ServiceIdentity) throws {
    let mask = PersistenceMask.host(isIPv6 ? .ipv6 : .ipv4)
    try testbed.submit(.addService(identity, ServiceDetails(scheduler: "rr", mask: mask)))
  }

  private func add(
    _ identity: ServiceIdentity, _ server: Endpoint, _ method: ForwardingMethod
  ) throws {
    try testbed.submit(
      .addDestination(identity, server, DestinationDetails(forwarding: method)))
  }

  private mutating func check(
    _ report: inout SelfTestReport, _ what: String, _ transport: TransportProtocol,
    _ source: Endpoint, _ destination: Endpoint, _ flags: TCPFlags, _ expected: Verdict,
    side: IPVS.Packet.Side = .clients, mark: UInt32 = 0
  ) throws {
    slot += 1
    try testbed.advance(to: slot)
    let verdict = try testbed.send(
      IPVS.Packet(
        transport: transport, source: source, destination: destination, flags: flags,
        chunks: transport == .sctp ? SCTPChunks(.initiation) : .none, side: side, mark: mark))
    report.add(what, expected: Self.text(expected), measured: Self.text(verdict))
  }

  /// An error about a packet of TCP from the second to the first.
  private mutating func check(
    _ report: inout SelfTestReport, _ what: String, from sender: Endpoint,
    about source: Endpoint, _ expected: Verdict, side: IPVS.Packet.Side = .clients
  ) throws {
    slot += 1
    try testbed.advance(to: slot)
    let lost = IPVS.Packet(transport: .tcp, source: source, destination: sender, flags: .ack)
    let verdict = try testbed.send(
      ICMPError(.hostUnreachable, from: sender.address, about: lost, side: side))
    report.add(what, expected: Self.text(expected), measured: Self.text(verdict))
  }

  private static func text(_ verdict: Verdict) -> String {
    switch verdict {
    case .forwarded(let server, let method): "-> \(server) by method \(method.rawValue)"
    case .answered(let source): "<- \(source)"
    case .refused: "refused"
    case .passed: "passed"
    case .dropped: "dropped"
    }
  }
}
