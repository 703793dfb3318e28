import IPVS
import Testing

@testable import IPVSSimulator

/// The states of connections.
struct StateMachineTests {
  private let client: Endpoint = "10.1.0.5:1024"
  private let server: Endpoint = "192.168.1.1:80"

  @Test func `NAT's connection goes the way that kernels were seen to go`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    let steps: [(Bool, TCPFlags, String, UInt64)] = [
      (true, .syn, "SYN_RECV", 60), (false, [.syn, .ack], "SYN_RECV", 60),
      (true, .ack, "ESTABLISHED", 900), (false, .ack, "ESTABLISHED", 900),
      (false, [.fin, .ack], "FIN_WAIT", 120), (true, .ack, "FIN_WAIT", 120),
      (true, [.fin, .ack], "TIME_WAIT", 120), (false, .ack, "TIME_WAIT", 120),
      (true, .psh, "CLOSE", 10),
    ]
    for (isClient, flags, state, seconds) in steps {
      if isClient {
        try bench.send(flags, from: client)
      } else {
        try bench.answer(flags, from: server, to: client)
      }
      #expect(try bench.state(client) == state)
      #expect(try bench.entries.map(\.secondsLeft) == [seconds])
    }
  }

  @Test func `A client that closes first waits for the server`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    try bench.send(from: client)
    try bench.send(.ack, from: client)
    try bench.send(.fin, from: client)
    #expect(try bench.state(client) == "CLOSE_WAIT")
    try bench.answer(.fin, from: server, to: client)
    #expect(try bench.state(client) == "TIME_WAIT")
  }

  @Test func `Where only the client is seen its FIN is FIN_WAIT`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1, method: .directRoute)
    try bench.send(from: client)
    try bench.send(.ack, from: client)
    try bench.send(.fin, from: client)
    #expect(try bench.state(client) == "FIN_WAIT")
    try bench.send(from: client)
    #expect(try bench.state(client) == "SYN_RECV")
  }

  @Test func `secure_tcp waits for the server's word`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    let secure = try #require(SysctlName(rawValue: "secure_tcp"))
    try bench.set(secure, "3")
    var states: [String?] = []
    for (isClient, flags) in [
      (true, .syn), (false, [.syn, .ack]), (true, .ack), (false, .ack),
    ] as [(Bool, TCPFlags)] {
      if isClient {
        try bench.send(flags, from: client)
      } else {
        try bench.answer(flags, from: server, to: client)
      }
      states.append(try bench.state(client))
    }
    #expect(states == ["SYN_RECV", "SYNACK", "SYNACK", "ESTABLISHED"])

    let direct = Bench()
    try direct.addService()
    try direct.addServer(1, method: .directRoute)
    try direct.set(secure, "3")
    try direct.send(from: client)
    #expect(try direct.state(client) == "SYNACK")
    #expect(try direct.entries.map(\.secondsLeft) == [120])
    try direct.send(.ack, from: client)
    #expect(try direct.state(client) == "ESTABLISHED")
    // The automatic mode does nothing while memory is plentiful.
    try direct.set(secure, "1")
    try direct.send(from: "10.1.0.5:9")
    #expect(try direct.state("10.1.0.5:9") == "SYN_RECV")
  }

  @Test func `The secure table differs in fifteen cells`() {
    var different = 0
    for state in TCPState.allCases {
      for direction in PacketDirection.allCases {
        for flags in [.syn, .fin, .ack, .rst] as [TCPFlags] {
          let plain = TCPStateMachine().state(after: flags, from: state, direction)
          let secure = TCPStateMachine(isSecure: true).state(after: flags, from: state, direction)
          if plain != secure { different += 1 }
        }
      }
    }
    #expect(different == 15)
  }

  @Test func `RST counts before SYN, that before FIN, that before ACK`() {
    let machine = TCPStateMachine()
    #expect(machine.state(after: [.rst, .syn], from: .established, .input) == .close)
    #expect(machine.state(after: [.syn, .fin], from: .finWait, .input) == .synReceived)
    #expect(machine.state(after: [.fin, .ack], from: .established, .input) == .closeWait)
    #expect(machine.state(after: [.psh, .urg], from: .established, .input) == .close)
  }

  @Test func `Active and inactive follow the state`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    try bench.send(from: client)
    #expect(try bench.counts(1) == [1, 0, 0])
    try bench.send(.rst, from: "10.1.0.5:1024")
    // A RST does not end SYN_RECV.
    #expect(try bench.state(client) == "SYN_RECV")
    try bench.send(.ack, from: client)
    try bench.send(.fin, from: client)
    #expect(try bench.counts(1) == [0, 1, 0])
    try bench.send(from: client)
    #expect(try bench.counts(1) == [1, 0, 0])
    try bench.send(.ack, from: client)
    try bench.send(.rst, from: client)
    #expect(try bench.counts(1) == [0, 1, 0])
    try bench.wait(12)
    #expect(try bench.counts(1) == [0, 0, 0])
    let dns = ServiceIdentity.endpoint(.udp, "10.0.0.1:53")
    try bench.addService(dns)
    try bench.addServer(2, to: dns)
    try bench.datagram(from: client, to: "10.0.0.1:53")
    #expect(try bench.counts(2, of: dns) == [0, 1, 0])
  }

  @Test func `--set is taken at the next packet, 0 keeps, and INT_MAX jiffies are the most`() throws
  {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    try bench.send(from: client)
    try bench.send(.ack, from: client)
    try bench.change(.setTimeouts(Timeouts(tcp: 100, tcpFin: 0, udp: 7)))
    #expect(try bench.entries.map(\.secondsLeft) == [900])
    try bench.send(.ack, from: client)
    #expect(try bench.entries.map(\.secondsLeft) == [100])
    #expect(try bench.director.timeouts() == Timeouts(tcp: 100, tcpFin: 120, udp: 7))
    let limit: UInt32 = 21_474_836
    #expect(try bench.change(.setTimeouts(Timeouts(tcp: limit, tcpFin: 0, udp: 0))) == nil)
    #expect(
      try bench.change(.setTimeouts(Timeouts(tcp: 5, tcpFin: 0, udp: limit + 1)))
        == .invalidArgument)
    #expect(try bench.director.timeouts().tcp == limit)
  }
}
