import IPVS
import Testing

@testable import IPVSSimulator

/// What a master tells, and when it sends it.
@Suite struct SyncMasterTests {
  let client: Endpoint = "10.1.0.1:1024"
  let template: Endpoint = "10.1.0.1:0"

  @Test func `A connection is told with its third packet, and again with the 53rd`() throws {
    let pair = try PairBench()
    try pair.first.send(.syn, from: client)
    try pair.first.send(.ack, from: client)
    #expect(try pair.told() == [])
    try pair.first.send(.ack, from: client)
    #expect(try pair.told() == ["TCP ESTABLISHED 10.1.0.1:1024 10.0.0.1:80 192.168.1.2:80"])
    for _ in 4...52 { try pair.first.send(.ack, from: client) }
    try pair.wait(4)
    #expect(try #require(try pair.secondsLeft(client)) < 895)
    try pair.first.send(.ack, from: client)
    try pair.wait(4)
    #expect(try #require(try pair.secondsLeft(client)) >= 897)
  }

  @Test func `Packets count while no daemon runs, too`() throws {
    let pair = try PairBench(daemons: false)
    try pair.first.send(.syn, from: client)
    try pair.first.send(.ack, from: client)
    try pair.start(.master, on: pair.first)
    try pair.start(.backup, on: pair.second)
    try pair.first.send(.ack, from: client)
    #expect(try pair.told().count == 1)
  }

  @Test func `An error to the server counts as a packet, unless addresses are translated`() throws {
    for (method, isTold) in [(ForwardingMethod.directRoute, true), (.masquerade, false)] {
      let pair = try PairBench(method: method)
      try pair.first.send(.syn, from: client)
      let error = ICMPError(
        .portUnreachable, from: client.address,
        about: Packet(transport: .tcp, source: "10.0.0.1:80", destination: client, flags: .ack))
      _ = try pair.first.director.send(error)
      try pair.first.send(.ack, from: client)
      #expect(try pair.told().isEmpty != isTold)
    }
  }

  @Test func `A new state is told at once, and once`() throws {
    let pair = try PairBench()
    try pair.first.send(.syn, from: client)
    try pair.first.send([.fin], from: client)
    #expect(try pair.told() == ["TCP TIME_WAIT 10.1.0.1:1024 10.0.0.1:80 192.168.1.2:80"])
    try pair.first.set(.syncThreshold, "0 100")
    try pair.first.send(.ack, from: client)
    try pair.wait(4)
    #expect(try #require(try pair.secondsLeft(client)) < 116)
  }

  @Test func `New is a state that is not the one told last`() throws {
    let pair = try PairBench()
    try pair.first.set(.syncThreshold, "0 100")
    for flags: TCPFlags in [.syn, .ack, [.fin, .ack]] { try pair.first.send(flags, from: client) }
    try pair.wait(4)
    #expect(try pair.second.state(client) == "CLOSE_WAIT")
    // Back to life, which is not told, and to the same state again.
    for flags: TCPFlags in [.syn, .ack, [.fin, .ack]] { try pair.first.send(flags, from: client) }
    try pair.wait(4)
    #expect(try #require(try pair.secondsLeft(client)) < 56)
  }

  @Test func `What a server's packet changed is told with the client's next`() throws {
    let pair = try PairBench()
    try pair.first.send(.syn, from: client)
    try pair.first.send(.ack, from: client)
    try pair.first.answer([.fin, .ack], from: "192.168.1.2:80", to: client)
    #expect(try pair.told() == [])
    try pair.first.send(.ack, from: client)
    #expect(try pair.told() == ["TCP FIN_WAIT 10.1.0.1:1024 10.0.0.1:80 192.168.1.2:80"])
  }

  @Test func `Each packet of a client tells the template, whatever the connection's state`() throws
  {
    let pair = try PairBench(persistent: 300)
    try pair.first.send(.syn, from: client)
    #expect(try pair.told() == ["TCP NONE 10.1.0.1:0 10.0.0.1:80 192.168.1.2:80"])
    try pair.wait(50)
    try pair.first.send(.ack, from: client)
    try pair.wait(4)
    #expect(try pair.second.rows == ["TCP ASSURED 10.1.0.1:0 10.0.0.1:80 192.168.1.2:80"])
    #expect(try #require(try pair.secondsLeft(template)) >= 297)
  }

  @Test func `Without a period a template is told with the threshold's packet only`() throws {
    let pair = try PairBench(persistent: 300)
    try pair.first.set(.syncThreshold, "3 0")
    try pair.first.send(.syn, from: client)
    try pair.first.send(.syn, from: "10.1.0.1:1025")
    #expect(try pair.told() == [])
    try pair.first.send(.syn, from: "10.1.0.1:1026")
    #expect(try pair.told().count == 1)
    try pair.wait(30)
    try pair.first.send(.syn, from: "10.1.0.1:1027")
    try pair.wait(4)
    #expect(try #require(try pair.secondsLeft(template)) < 270)
  }

  @Test func `A template's extra leg is told`() throws {
    let pair = try PairBench(persistent: 100)
    try pair.first.send(.syn, from: client)
    try pair.first.send(.ack, from: client)
    try pair.wait(110)
    #expect(try #require(try pair.secondsLeft(template)) > 50)
  }

  @Test func `sync_persist_mode leaves out connections below a template, and no others`() throws {
    let pair = try PairBench(persistent: 300)
    try pair.first.set(.syncPersistMode)
    for flags: TCPFlags in [.syn, .ack, .ack, [.fin, .ack]] {
      try pair.first.send(flags, from: client)
    }
    #expect(try pair.told() == ["TCP ASSURED 10.1.0.1:0 10.0.0.1:80 192.168.1.2:80"])
    let other = try PairBench()
    try other.first.set(.syncPersistMode)
    for flags: TCPFlags in [.syn, .ack, .ack] { try other.first.send(flags, from: client) }
    #expect(try other.told().count == 1)
  }

  @Test func `A one-packet connection is not told, its template is`() throws {
    let service = ServiceIdentity.endpoint(.udp, "10.0.0.1:53")
    let pair = try PairBench(persistent: 300, identity: service)
    for bench in [pair.first, pair.second] {
      try bench.change(
        .editService(
          service,
          ServiceDetails(
            scheduler: "rr", persistence: Persistence(timeout: 300), mask: .host(.ipv4),
            isOnePacket: true)))
    }
    for _ in 1...4 { try pair.first.datagram(from: client, to: "10.0.0.1:53") }
    #expect(try pair.told() == ["UDP NONE 10.1.0.1:0 10.0.0.1:53 192.168.1.2:53"])
  }

  @Test func `A refresh period spares what would move the end by less`() throws {
    let pair = try PairBench()
    try pair.first.set(.syncRefreshPeriod, "20")
    try pair.first.set(.syncThreshold, "3 0")
    try pair.first.send(.syn, from: client)
    try pair.first.send(.ack, from: client)
    #expect(try pair.told().count == 1)
    try pair.wait(15)
    try pair.first.send(.ack, from: client)
    try pair.wait(4)
    #expect(try #require(try pair.secondsLeft(client)) < 885)
    try pair.first.send(.ack, from: client)
    try pair.wait(4)
    #expect(try #require(try pair.secondsLeft(client)) >= 897)
  }

  @Test func `An entry that is made counts as told, and is not if its time is short`() throws {
    for (timeout, isTold) in [(9, false), (10, true)] as [(UInt32, Bool)] {
      let pair = try PairBench(persistent: timeout)
      try pair.first.set(.syncRefreshPeriod, "10")
      try pair.first.send(.syn, from: client)
      #expect(try pair.told().isEmpty != isTold)
    }
  }

  @Test func `sync_retries tells again within the refresh period, an eighth of it apart`() throws {
    let pair = try PairBench()
    try pair.first.set(.syncRefreshPeriod, "80")
    try pair.first.set(.syncThreshold, "3 0")
    try pair.first.set(.syncRetries, "1")
    try pair.first.send(.syn, from: client)
    try pair.first.send(.ack, from: client)
    try pair.wait(9)
    try pair.first.send(.ack, from: client)
    try pair.wait(4)
    #expect(try #require(try pair.secondsLeft(client)) < 892)
    try pair.first.send(.ack, from: client)
    try pair.wait(12)
    #expect(try #require(try pair.secondsLeft(client)) >= 888)
    // Once is all there is.
    try pair.first.send(.ack, from: client)
    try pair.wait(4)
    #expect(try #require(try pair.secondsLeft(client)) < 888)
  }

  @Test func `Version 0 tells a template with its connection, and no timeout`() throws {
    let pair = try PairBench(persistent: 300)
    try pair.first.set(.syncVersion, "0")
    try pair.first.send(.syn, from: client)
    try pair.first.send(.ack, from: client)
    #expect(try pair.told() == [])
    try pair.first.send(.ack, from: client)
    #expect(try pair.told().count == 2)
    #expect((175..<180).contains(try #require(try pair.secondsLeft(template))))
    #expect((895..<900).contains(try #require(try pair.secondsLeft(client))))
  }

  @Test func `A packet is sent when its first message is two seconds old, as the thread looks`()
    throws
  {
    let pair = try PairBench(persistent: 300)
    // The thread sleeps 250 ticks, and so that it wakes at multiples of 256.
    try pair.wait(0.22)
    try pair.first.send(.syn, from: client)
    try pair.wait(2.84)
    #expect(try pair.second.rows == [])
    try pair.wait(0.02)
    #expect(try pair.second.rows.count == 1)
  }

  @Test func `A full packet is sent a fiftieth of a second later`() throws {
    let pair = try PairBench(persistent: 300)
    for number in 1...40 as ClosedRange<UInt32> { try pair.first.send(from: Bench.client(number)) }
    try pair.wait(0.06)
    #expect(try pair.second.rows == [])
    try pair.first.send(from: Bench.client(41))
    try pair.wait(0.02)
    #expect(try pair.second.rows == [])
    try pair.wait(0.02)
    #expect(try pair.second.rows.count == 40)
    #expect(try pair.told().count == 41)
  }

  @Test func `Messages have the lengths of version 1`() throws {
    let pair = try PairBench(persistent: 300, daemons: false)
    // A header of 8 bytes, and 36 for an entry of IPv4.
    try pair.start(.master, on: pair.first, length: 8 + 3 * 36)
    try pair.start(.backup, on: pair.second)
    for number in 1...4 as ClosedRange<UInt32> { try pair.first.send(from: Bench.client(number)) }
    try pair.wait(0.04)
    #expect(try pair.second.rows.count == 3)
  }

  @Test func `What was not sent is lost when the daemon stops`() throws {
    let pair = try PairBench(persistent: 300)
    try pair.first.send(.syn, from: client)
    try pair.stop(.master, on: pair.first)
    try pair.start(.master, on: pair.first)
    #expect(try pair.told() == [])
  }

  @Test func `A director by itself keeps nothing for synchronization`() throws {
    let bench = Bench(.v6_1)
    try bench.addService(persistent: 300)
    try bench.addServer(1)
    try bench.change(.startDaemon(SyncDaemon(role: .master, interface: "eth0")))
    try bench.send(.syn, from: client, mark: 5)
    #expect(bench.director.syncSender == nil)
    let entries = bench.director.connections.all
    #expect(entries.count == 2)
    for entry in entries {
      #expect(bench.director.syncHistory[entry].packets == 0)
      #expect(bench.director.syncHistory[entry].mark == 0)
    }
  }
}
