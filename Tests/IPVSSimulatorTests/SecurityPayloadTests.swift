import IPVS
import Testing

@testable import IPVSSimulator

/// AH and ESP, which ride on the connection of their key exchange.
struct SecurityPayloadTests {
  private static let keys = ServiceIdentity.endpoint(.udp, "10.0.0.1:500")

  private func bench(_ method: ForwardingMethod = .masquerade) throws -> Bench {
    let bench = Bench()
    try bench.addService(Self.keys)
    try bench.addServer(1, to: Self.keys, method: method)
    return bench
  }

  private static let both: [TransportProtocol] = [
    .authenticationHeader, .encapsulatingSecurityPayload,
  ]

  @Test(arguments: both)
  func `They follow the exchange from port 500 to port 500`(_ transport: TransportProtocol) throws {
    for method: ForwardingMethod in [.masquerade, .directRoute, .tunnel] {
      let bench = try bench(method)
      #expect(try bench.send(from: "10.1.0.5:0", to: "10.0.0.1:0", transport) == .passed)
      try bench.datagram(from: "10.1.0.5:501", to: "10.0.0.1:500")
      #expect(try bench.send(from: "10.1.0.5:0", to: "10.0.0.1:0", transport) == .passed)
      try bench.datagram(from: "10.1.0.5:500", to: "10.0.0.1:500")
      #expect(
        try bench.send(from: "10.1.0.5:0", to: "10.0.0.1:0", transport)
          == .forwarded("192.168.1.1:0", method))
      #expect(try bench.send(from: "10.1.0.6:0", to: "10.0.0.1:0", transport) == .passed)
    }
  }

  @Test(arguments: both)
  func `They start its timer anew, both ways, and count`(_ transport: TransportProtocol) throws {
    let bench = try bench()
    try bench.datagram(from: "10.1.0.5:500", to: "10.0.0.1:500")
    try bench.wait(100)
    try bench.send(from: "10.1.0.5:0", to: "10.0.0.1:0", transport)
    #expect(try bench.entries.map(\.secondsLeft) == [300])
    try bench.wait(100)
    #expect(
      try bench.answer(from: "192.168.1.1:0", to: "10.1.0.5:0", transport)
        == .answered("10.0.0.1:0"))
    #expect(try bench.entries.map(\.secondsLeft) == [300])
    try bench.awaitCounters()
    let counters = try bench.director.service(Self.keys).counters
    let length: UInt64 = transport == .authenticationHeader ? 44 : 36
    #expect(counters.connections == 1)
    #expect(counters.incomingPackets == 2 && counters.incomingBytes == 28 + length)
    #expect(counters.outgoingPackets == 1 && counters.outgoingBytes == length)
  }

  @Test func `The timeout stays what the last datagram set`() throws {
    let bench = try bench()
    try bench.datagram(from: "10.1.0.5:500", to: "10.0.0.1:500")
    try bench.change(.setTimeouts(Timeouts(tcp: 0, tcpFin: 0, udp: 77)))
    try bench.send(from: "10.1.0.5:0", to: "10.0.0.1:0", .encapsulatingSecurityPayload)
    #expect(try bench.entries.map(\.secondsLeft) == [300])
  }

  @Test func `A server's answer does not assure a template`() throws {
    let bench = Bench()
    try bench.addService(Self.keys, persistent: 600)
    try bench.addServer(1, to: Self.keys)
    try bench.datagram(from: "10.1.0.5:500", to: "10.0.0.1:500")
    try bench.answer(
      from: "192.168.1.1:0", to: "10.1.0.5:0", .encapsulatingSecurityPayload)
    #expect(try bench.templates.map { "\($0.state)" } == ["NONE"])
  }

  @Test func `A removed server gets nothing more, and with expire_nodest_conn the entry ends`()
    throws
  {
    for ends in [false, true] {
      let bench = try bench()
      try bench.datagram(from: "10.1.0.5:500", to: "10.0.0.1:500")
      try bench.deleteServer(1, of: Self.keys)
      try bench.set(.expireNodestConn, ends ? "1" : "0")
      let verdict = try bench.send(
        from: "10.1.0.5:0", to: "10.0.0.1:0", .encapsulatingSecurityPayload)
      #expect(verdict == (ends ? .passed : .dropped))
      try bench.wait(0.02)
      #expect(try bench.entries.isEmpty == ends)
    }
  }

  @Test func `With IPv6 only ESP is seen`() throws {
    let bench = Bench()
    let keys = ServiceIdentity.endpoint(.udp, "[2001:db8::1]:500")
    try bench.addService(keys)
    let server: Endpoint = "[2001:db8:1::1]:500"
    try bench.change(
      .addDestination(keys, server, DestinationDetails(forwarding: .masquerade)))
    try bench.datagram(from: "[2001:db8:2::1]:500", to: "[2001:db8::1]:500")
    for (transport, verdict) in [
      (.authenticationHeader, .passed),
      (.encapsulatingSecurityPayload, .forwarded("[2001:db8:1::1]:0", .masquerade)),
    ] as [(TransportProtocol, Verdict)] {
      #expect(
        try bench.send(from: "[2001:db8:2::1]:0", to: "[2001:db8::1]:0", transport) == verdict)
    }
    #expect(
      try bench.answer(
        from: "[2001:db8:1::1]:0", to: "[2001:db8:2::1]:0", .authenticationHeader)
        == .answered("[2001:db8:1::1]:0"))
  }
}
