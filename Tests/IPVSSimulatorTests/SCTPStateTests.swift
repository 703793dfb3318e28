import IPVS
import Testing

@testable import IPVSSimulator

/// The states of SCTP, as Debian's 6.1.192 went through them.
struct SCTPStateTests {
  /// Where the servers' packets go.
  enum Way: String {
    /// Through the director: the table of both directions.
    case nat
    /// Past it: the table of clients' packets alone, up to the first packet of a server.
    case direct
  }

  /// What became of a connection with each chunk, one run for each.
  struct Row: CustomTestStringConvertible {
    var way: Way
    /// The chunks that lead to a state; `<` is before a server's.
    var path: String
    /// Who sends the chunk after that.
    var sender: SCTPBench.Sender
    /// The state in the listing behind each chunk, in the order of `chunks`; `--` is no connection.
    var states: String
    var testDescription: String { "\(way.rawValue) \(path) \(sender)" }

    init(_ way: Way, _ path: String, _ sender: SCTPBench.Sender, _ states: String) {
      (self.way, self.path, self.sender, self.states) = (way, path, sender, states)
    }
  }

  private static let chunks: [SCTPChunk] = [
    .data, .initiation, .initiationAck, .cookieEcho, .cookieAck, .shutdown, .shutdownAck,
    .shutdownComplete, .error, .abort,
  ]

  /// Name, seconds, whether it is active.
  private static let listed: [Substring: (String, UInt64, Bool)] = [
    "i1": ("INIT1", 4, false), "in": ("INIT", 61, false), "cs": ("C-SENT", 61, false),
    "cr": ("C-REPLIED", 61, false), "cw": ("C-WAIT", 61, false), "co": ("COOKIE", 61, false),
    "ce": ("C-ECHOED", 61, false), "es": ("ESTABLISHED", 900, true), "ss": ("S-SENT", 61, false),
    "sr": ("S-RECEIVED", 61, false), "sa": ("S-ACK-SENT", 61, false),
    "rj": ("REJECTED", 4, false), "cl": ("CLOSED", 61, false),
  ]

  @Test(arguments: [
    Row(.nat, "INIT <COOKIE_ECHO", .client, "ce ce ce ce es ce ce ce cl cl"),
    Row(.nat, "INIT <COOKIE_ECHO", .server, "ce cw ce ce es ss ce ce ce cl"),
    Row(.nat, "SHUTDOWN_ACK", .client, "cl i1 cl cl cl cl cl cl cl cl"),
    Row(.nat, "SHUTDOWN_ACK", .server, "cl cw cl cl cl cl cl cl cl cl"),
    Row(.nat, "INIT_ACK INIT_ACK", .client, "co co co co co co co co co cl"),
    Row(.nat, "INIT_ACK INIT_ACK", .server, "co cw co ce es ss co co co cl"),
    Row(.nat, "COOKIE_ECHO", .client, "cr cr cr cr cr cr cr cr cr cl"),
    Row(.nat, "COOKIE_ECHO", .server, "cr cw cr ce es ss sa cr cl cl"),
    Row(.nat, "INIT <INIT_ACK", .client, "cs cs cs cr cs cs cs cs cs cl"),
    Row(.nat, "INIT <INIT_ACK", .server, "cs cw cs ce es ss sa cs cl cl"),
    Row(.nat, "INIT_ACK", .client, "cw cw co cw cw cw cw cw cw rj"),
    Row(.nat, "INIT_ACK", .server, "cw cw cw ce es ss cw cw cw cl"),
    Row(.nat, "DATA", .client, "es es es es es sr es es es cl"),
    Row(.nat, "DATA", .server, "es es es es es ss es es es cl"),
    Row(.nat, "INIT", .client, "i1 in cw in i1 i1 in cl i1 cl"),
    Row(.nat, "INIT", .server, "i1 cw cs ce es ss sa i1 cl rj"),
    Row(.nat, "INIT INIT", .client, "in in cw in in in in cl in cl"),
    Row(.nat, "INIT INIT", .server, "in cw cs ce es ss sa in cl cl"),
    Row(.nat, "INIT <ABORT", .client, "rj in rj rj rj rj rj rj rj cl"),
    Row(.nat, "INIT <ABORT", .server, "rj cw rj rj rj rj rj rj rj cl"),
    Row(.nat, "INIT <SHUTDOWN_ACK", .client, "sa sa sa sa sa sa cl cl sa cl"),
    Row(.nat, "INIT <SHUTDOWN_ACK", .server, "sa cw sa sa sa sa sa sa sa cl"),
    Row(.nat, "SHUTDOWN", .client, "sr sr sr sr sr sr sr sr sr cl"),
    Row(.nat, "SHUTDOWN", .server, "sr cw sr sr sr sr sa sr sr cl"),
    Row(.nat, "DATA <SHUTDOWN", .client, "ss ss ss ss ss ss cl ss ss cl"),
    Row(.nat, "DATA <SHUTDOWN", .server, "ss cw ss ss ss ss sa ss ss cl"),
    Row(.nat, "", .client, "es i1 cw cr es sr cl cl cl --"),
    Row(.direct, "INIT_ACK", .client, "ce ce ce ce es ce ce ce ce cl"),
    Row(.direct, "INIT_ACK", .server, "ce cw ce ce es ss ce ce ce cl"),
    Row(.direct, "SHUTDOWN_ACK", .client, "cl i1 cl cl cl cl cl cl cl cl"),
    Row(.direct, "SHUTDOWN_ACK", .server, "cl cw cl cl cl cl cl cl cl cl"),
    Row(.direct, "DATA", .client, "es es es es es sr cl es es cl"),
    Row(.direct, "DATA", .server, "es es es es es ss es es es cl"),
    Row(.direct, "INIT", .client, "i1 in ce es i1 i1 in cl i1 cl"),
    Row(.direct, "INIT", .server, "i1 cw cs ce es ss sa i1 cl rj"),
    Row(.direct, "INIT INIT", .client, "in in ce es in in in cl in cl"),
    Row(.direct, "INIT INIT", .server, "in cw cs ce es ss sa in cl cl"),
    Row(.direct, "SHUTDOWN", .client, "sr sr sr sr sr sr sr cl sr cl"),
    Row(.direct, "SHUTDOWN", .server, "sr cw sr sr sr sr sa sr sr cl"),
    Row(.direct, "", .client, "es i1 ce es es sr cl cl cl --"),
  ])
  func `Every chunk in every state that can be reached`(_ row: Row) throws {
    for (chunk, state) in zip(Self.chunks, row.states.split(separator: " ")) {
      let bench = try SCTPBench(row.way == .nat ? .masquerade : .directRoute)
      try bench.set("sloppy_sctp", 1)
      for word in row.path.split(separator: " ") {
        let isServers = word.first == "<"
        let name = isServers ? word.dropFirst() : word
        try bench.send(
          SCTPChunks(try #require(SCTPBench.names["\(name)"])), isServers ? .server : .client)
      }
      try bench.send(SCTPChunks(chunk), row.sender)
      // An association that is begun anew stands beside the old one up to the next tick.
      try bench.wait(0.02)
      guard let (name, seconds, isActive) = Self.listed[state] else {
        #expect(try bench.entry == nil)
        continue
      }
      let entry = try #require(try bench.entry)
      #expect("\(entry.state)" == name, "\(chunk.rawValue)")
      #expect(entry.secondsLeft == seconds - 1, "\(chunk.rawValue)")
      #expect(try bench.counts == (isActive ? [1, 0] : [0, 1]))
    }
  }

  @Test func `Of several chunks the first counts, or an ABORT right behind a cookie`() throws {
    let cases: [([SCTPChunk], String)] = [
      ([.cookieEcho, .abort], "CLOSED"), ([.cookieAck, .abort], "CLOSED"),
      ([.cookieEcho, .data, .abort], "ESTABLISHED"), ([.data, .abort], "ESTABLISHED"),
      ([.selectiveAck, .abort], "ESTABLISHED"), ([.shutdownAck, .abort], "ESTABLISHED"),
      ([.abort, .data], "CLOSED"), ([.data, .shutdown], "ESTABLISHED"),
      ([.shutdown, .data], "S-RECEIVED"),
    ]
    for (chunks, state) in cases {
      let bench = try SCTPBench()
      try bench.connect()
      try bench.send(SCTPChunks(chunks))
      #expect(try bench.state == state, "\(chunks)")
    }
  }

  @Test func `Chunks without a meaning for the state count as data`() throws {
    for chunk: SCTPChunk in [
      .selectiveAck, .heartbeat, .heartbeatAck, SCTPChunk(rawValue: 12), SCTPChunk(rawValue: 13),
      SCTPChunk(rawValue: 15), SCTPChunk(rawValue: 192), SCTPChunk(rawValue: 255),
    ] {
      let bench = try SCTPBench()
      try bench.set("sloppy_sctp", 1)
      try bench.send(SCTPChunks(chunk))
      #expect(try bench.state == "ESTABLISHED", "\(chunk.rawValue)")
    }
  }

  @Test func `A packet without a chunk moves nothing, and starts the timer anew`() throws {
    let bench = try SCTPBench()
    try bench.connect()
    try bench.wait(100)
    #expect(try bench.send(.none) == .forwarded("192.168.1.1:80", .masquerade))
    #expect(try bench.state == "ESTABLISHED")
    #expect(try bench.entry?.secondsLeft == 900)
  }

  @Test func `A server's packet makes it known that there are such`() throws {
    let bench = try SCTPBench(.directRoute)
    try bench.send(SCTPChunks(.initiation))
    try bench.send(SCTPChunks(.cookieAck), .server)
    #expect(try bench.state == "ESTABLISHED")
    // Of clients' packets alone it would be the end.
    try bench.send(SCTPChunks(.shutdownAck))
    #expect(try bench.state == "ESTABLISHED")
  }
}
