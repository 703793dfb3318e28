import IPVS
import Testing

@testable import IPVSSimulator

/// SCTP: what begins a connection, what begins one anew, templates, counters.
struct SCTPTests {
  @Test func `A connection begins with INIT as the first chunk`() throws {
    let bench = try SCTPBench()
    for chunks: [SCTPChunk] in [[.data], [.abort], [.cookieEcho], [.initiationAck, .initiation]] {
      #expect(try bench.send(SCTPChunks(chunks)) == .passed)
    }
    #expect(try bench.entry == nil)
    #expect(
      try bench.send(SCTPChunks([.initiation, .abort]))
        == .forwarded("192.168.1.1:80", .masquerade))
    #expect(try bench.state == "INIT1")
  }

  @Test func `sloppy_sctp begins with anything but ABORT`() throws {
    let bench = try SCTPBench()
    try bench.set("sloppy_sctp", 1)
    #expect(try bench.send(SCTPChunks(.abort)) == .passed)
    // Its first chunk is none.
    try bench.send(SCTPChunks([.cookieEcho, .abort]))
    #expect(try bench.state == "CLOSED")
  }

  @Test func `What has no chunk and no connection is dropped, service or not`() throws {
    let bench = try SCTPBench()
    #expect(try bench.send(.none) == .dropped)
    let elsewhere = Packet(
      transport: .sctp, source: SCTPBench.client, destination: "10.0.0.1:81")
    #expect(try bench.director.send(elsewhere) == .dropped)
    try bench.set("sloppy_sctp", 1)
    #expect(try bench.send(.none) == .dropped)
  }

  @Test func `INIT begins a closed association anew, on another server`() throws {
    for mode in [0, 1] {
      let bench = try SCTPBench()
      try bench.connect()
      try bench.send(SCTPChunks(.abort))
      #expect(try bench.state == "CLOSED")
      try bench.addServer(2)
      try bench.set("conn_reuse_mode", mode)
      let verdict = try bench.send(SCTPChunks(.initiation))
      #expect(Bench.number(verdict) == (mode == 0 ? "1" : "2"))
      #expect(try bench.rows.contains { $0.hasPrefix("SCTP INIT1") } == (mode == 1))
    }
  }

  @Test func `Below a template it is not begun anew`() throws {
    let bench = try SCTPBench(persistent: 300)
    try bench.connect()
    try bench.send(SCTPChunks(.abort))
    try bench.send(SCTPChunks(.initiation))
    #expect(try bench.state == "INIT")
  }

  @Test func `With expire_nodest_conn weight 0 begins it anew`() throws {
    let bench = try SCTPBench()
    try bench.connect()
    try bench.addServer(2)
    try bench.editServer(weight: 0)
    #expect(Bench.number(try bench.send(SCTPChunks(.initiation))) == "1")
    try bench.set("expire_nodest_conn", 1)
    #expect(Bench.number(try bench.send(SCTPChunks(.data))) == "1")
    #expect(Bench.number(try bench.send(SCTPChunks(.initiation))) == "2")
  }

  @Test func `A template is assured when an association is established`() throws {
    let bench = try SCTPBench(persistent: 300)
    try bench.send(SCTPChunks(.initiation))
    try bench.send(SCTPChunks(.initiationAck), .server)
    try bench.send(SCTPChunks(.cookieEcho))
    #expect(try bench.rows.first == "SCTP NONE 10.1.0.5:0 10.0.0.1:80 192.168.1.1:80")
    try bench.send(SCTPChunks(.cookieAck), .server)
    #expect(try bench.rows.first == "SCTP ASSURED 10.1.0.5:0 10.0.0.1:80 192.168.1.1:80")
  }

  @Test func `A packet has the length of its chunks`() throws {
    let bench = try SCTPBench()
    try bench.connect()
    try bench.awaitCounters()
    let counters = try bench.director.service(SCTPBench.service).counters
    // INIT and COOKIE ECHO; INIT ACK and COOKIE ACK.
    #expect(counters.incomingBytes == 52 + 40)
    #expect(counters.outgoingBytes == 60 + 36)
  }

  @Test func `With nat_icmp_send a server is told, unless it breaks off`() throws {
    let bench = try SCTPBench()
    #expect(try bench.send(SCTPChunks(.data), .server) == .answered("192.168.1.1:80"))
    try bench.set("nat_icmp_send", 1)
    #expect(try bench.send(SCTPChunks(.data), .server) == .refused)
    #expect(try bench.send(.none, .server) == .refused)
    #expect(try bench.send(SCTPChunks(.abort), .server) == .answered("192.168.1.1:80"))
  }
}
