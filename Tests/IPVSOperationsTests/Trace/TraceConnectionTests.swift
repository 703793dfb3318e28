import IPVS
import IPVSOperations
import IPVSSimulator
import Testing

/// What a packet does to a connection that is in the table.
struct TraceConnectionTests {
  private func bench(persistent: UInt32? = nil) throws -> TraceBench {
    let bench = TraceBench()
    try bench.service(persistent: persistent)
    for number: UInt8 in 1...2 { try bench.server(number) }
    try bench.send(from: "10.1.0.5:1024")
    return bench
  }

  /// What is foretold, and that it comes.
  private func expect(
    _ fates: [TraceConnection.Fate], _ outcomes: [TraceOutcome], _ bench: TraceBench,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let trace = try bench.trace("10.1.0.5:1024")
    #expect(trace.connections.first?.fates == fates, sourceLocation: location)
    #expect(trace.outcomes == outcomes, sourceLocation: location)
    let verdict = try bench.send(from: "10.1.0.5:1024")
    #expect(verdict.outcome.map { outcomes.contains($0) } == true, sourceLocation: location)
  }

  @Test func `It goes on, whatever the weight is`() throws {
    let bench = try bench()
    try bench.server(2, weight: 0, edit: true)
    try expect([.goesOn], [.masq(2)], bench)
  }

  @Test func `Without a port there is none`() throws {
    #expect(try bench().trace("10.1.0.5").connections.isEmpty)
    #expect(try bench().trace("10.1.0.5:1025").connections.isEmpty)
  }

  @Test func `expire_nodest_conn ends it at weight 0`() throws {
    let bench = try bench()
    try bench.server(2, weight: 0, edit: true)
    try bench.set(.expireNodestConn)
    try expect([.endsWeightZero], [.masq(1)], bench)
  }

  @Test func `Old kernels want conn_reuse_mode for that, and nobody knows which do`() throws {
    let bench = try bench()
    try bench.server(2, weight: 0, edit: true)
    try bench.set(.expireNodestConn)
    try bench.set(.connReuseMode, "0")
    #expect(try bench.trace("10.1.0.5:1024").outcomes == [.masq(1)])
    bench.facts.version = KernelVersion(5, 4, 100)
    #expect(try bench.trace("10.1.0.5:1024").outcomes == [.masq(2), .masq(1)])
  }

  @Test func `A removed server's packets are dropped, also those that begin anew`() throws {
    let bench = try bench()
    try bench.remove(2)
    try expect([.dropped], [.dropped], bench)
  }

  @Test func `A server that came back has its connections again`() throws {
    let bench = try bench()
    try bench.remove(2)
    try bench.server(2)
    try expect([.goesOn], [.masq(2)], bench)
  }

  @Test func `A closed connection makes room for a new one`() throws {
    let bench = try bench()
    try bench.send(.rst, from: "10.1.0.5:1024")
    try bench.send(.rst, from: "10.1.0.5:1024")
    try bench.send(.ack, from: "10.1.0.5:1024")
    try bench.send(.rst, from: "10.1.0.5:1024")
    try expect([.endsPortReused], [.masq(1)], bench)
  }

  @Test func `A closed connection to a removed server does, too`() throws {
    let bench = try bench()
    try bench.send(.ack, from: "10.1.0.5:1024")
    try bench.send(.rst, from: "10.1.0.5:1024")
    try bench.remove(2)
    try expect([.endsPortReused], [.masq(1)], bench)
  }

  @Test func `Not without conn_reuse_mode`() throws {
    let bench = try bench()
    try bench.send(.ack, from: "10.1.0.5:1024")
    try bench.send(.rst, from: "10.1.0.5:1024")
    try bench.set(.connReuseMode, "0")
    try expect([.goesOn], [.masq(2)], bench)
  }

  @Test func `A template may spare it, and leads to the same server`() throws {
    let bench = try bench(persistent: 300)
    try bench.send(.ack, from: "10.1.0.5:1024")
    try bench.send(.rst, from: "10.1.0.5:1024")
    try expect([.endsPortReused, .goesOn], [.masq(2)], bench)
  }

  @Test func `A server that another service has is not that of the connection`() throws {
    let bench = TraceBench()
    let all = ServiceIdentity.endpoint(.tcp, TraceBench.endpoint("10.0.0.1:0"))
    try bench.service(all, persistent: 300)
    try bench.server(1, of: all, port: 0)
    try bench.send(from: "10.1.0.5:1024")
    try bench.director.submit(.deleteService(all))
    try bench.service()
    try bench.server(1)
    // The row says 192.168.1.1:80, and so does the new service's server, which has no connection.
    try expect([.dropped], [.dropped], bench)
  }

  @Test func `conntrack costs a packet`() throws {
    let bench = try bench()
    try bench.server(2, weight: 0, edit: true)
    try bench.set(.expireNodestConn)
    try bench.set(.conntrack)
    #expect(try bench.trace("10.1.0.5:1024").caveats == [.conntrack])
  }

  @Test func `A datagram never begins anew while there is a connection`() throws {
    let bench = TraceBench()
    let dns = ServiceIdentity.endpoint(.udp, TraceBench.endpoint("10.0.0.1:53"))
    try bench.service(dns)
    for number: UInt8 in 1...2 { try bench.server(number, of: dns) }
    try bench.send(from: "10.1.0.5:1024", to: "10.0.0.1:53", .udp)
    try bench.server(2, of: dns, weight: 0, edit: true)
    try bench.set(.expireNodestConn)
    let trace = try bench.trace("10.1.0.5:1024", "10.0.0.1:53")
    #expect(trace.connections.first?.fates == [.goesOn])
    #expect(
      try bench.send(from: "10.1.0.5:1024", to: "10.0.0.1:53", .udp).outcome == .masq(2, 53))
  }

  @Test func `What anybody may read names no thresholds and no templates by server`() throws {
    let bench = try bench(persistent: 300)
    let trace = try bench.trace("10.1.0.5", filesOnly: true)
    #expect(trace.caveats == [.filesOnly])
    #expect(trace.outcomes == [.masq(2)])
  }
}
