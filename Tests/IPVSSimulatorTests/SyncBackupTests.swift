import IPVS
import Testing

@testable import IPVSSimulator

/// What a backup makes of what it is told.
@Suite struct SyncBackupTests {
  let client: Endpoint = "10.1.0.1:1024"

  /// The packets with which a connection is established and told.
  private func establish(_ bench: Bench, mark: UInt32 = 0) throws {
    for flags: TCPFlags in [.syn, .ack, .ack] {
      try bench.send(flags, from: client, mark: mark)
    }
  }

  @Test func `An entry has the seconds that were told, from its arrival on`() throws {
    let pair = try PairBench(persistent: 300)
    try establish(pair.first)
    try pair.wait(4)
    #expect((297...299).contains(try #require(try pair.secondsLeft("10.1.0.1:0"))))
    #expect((897...899).contains(try #require(try pair.secondsLeft(client))))
  }

  @Test func `Entries count for the servers here`() throws {
    let pair = try PairBench(persistent: 300)
    try establish(pair.first)
    try pair.wait(4)
    #expect(try pair.second.counts(2) == [1, 0, 1])
    try pair.first.send([.fin, .ack], from: client)
    try pair.wait(4)
    #expect(try pair.second.counts(2) == [0, 1, 1])
    try pair.wait(1000)
    #expect(try pair.second.counts(2) == [0, 0, 0])
  }

  @Test func `The connection goes on, and the template decides the next one`() throws {
    let pair = try PairBench(persistent: 300, servers: [1, 2], onBackup: [2, 1])
    try establish(pair.first)
    try pair.wait(4)
    #expect(Bench.number(try pair.second.send(.ack, from: client)) == "2")
    #expect(Bench.number(try pair.second.send(.syn, from: "10.1.0.1:1025")) == "2")
    // The scheduler would have taken the other one.
    #expect(Bench.number(try pair.second.send(.syn, from: "10.1.0.2:1024")) == "1")
  }

  @Test func `A told connection does not hold its template`() throws {
    let pair = try PairBench(persistent: 100)
    try establish(pair.first)
    try pair.wait(4)
    try pair.stop(.master, on: pair.first)
    try pair.wait(120)
    #expect(
      try pair.second.rows == ["TCP ESTABLISHED 10.1.0.1:1024 10.0.0.1:80 192.168.1.2:80"])
    #expect(try pair.first.rows.count == 2)
  }

  @Test func `Without the server a connection works and a template is refused`() throws {
    let pair = try PairBench(persistent: 300, onBackup: [1])
    try establish(pair.first)
    try pair.wait(4)
    #expect(Bench.number(try pair.second.send(.ack, from: client)) == "2")
    #expect(Bench.number(try pair.second.send(.syn, from: "10.1.0.1:1025")) == "1")
    #expect(
      try pair.second.rows.contains("TCP ASSURED 10.1.0.1:0 10.0.0.1:65535 192.168.1.2:65535"))
    #expect(try pair.second.counts(1) == [1, 0, 1])
  }

  @Test func `Without the server a tunnel leads nowhere, and the state moves`() throws {
    let pair = try PairBench(onBackup: [1], method: .tunnel)
    try establish(pair.first)
    try pair.wait(4)
    #expect(try pair.second.send([.fin, .ack], from: client) == .dropped)
    #expect(try pair.second.state(client) == "FIN_WAIT")
  }

  @Test func `With backup_only a backup lets packets through, even if it is a master too`() throws {
    let pair = try PairBench()
    try pair.second.set(.backupOnly)
    #expect(try pair.second.send(.syn, from: client) == .passed)
    try pair.start(.master, on: pair.second)
    #expect(try pair.second.send(.syn, from: client) == .passed)
    try pair.stop(.backup, on: pair.second)
    #expect(try pair.second.send(.syn, from: client) != .passed)
    // Servers' packets go their way all the same.
    try pair.start(.backup, on: pair.second)
    #expect(
      try pair.second.answer(from: "192.168.1.2:80", to: client) == .answered("10.0.0.1:80"))
  }

  @Test func `A server that comes later is found when the entry is told again`() throws {
    let pair = try PairBench(onBackup: [1])
    try pair.first.set(.syncThreshold, "1 2")
    try establish(pair.first)
    try pair.wait(4)
    try pair.second.addServer(2, method: .directRoute)
    try pair.second.send(.ack, from: client)
    #expect(try pair.second.counts(2) == [0, 0, 0])
    try pair.first.send(.ack, from: client)
    try pair.first.send(.ack, from: client)
    try pair.wait(4)
    #expect(try pair.second.counts(2) == [1, 0, 0])
    // From now on its packets go the way that the server has here.
    #expect(
      try pair.second.send(.ack, from: client) == .forwarded("192.168.1.2:80", .directRoute))
  }

  @Test func `The late server is the entry's own, not that of what is told now`() throws {
    let pair = try PairBench(persistent: 300, onBackup: [1])
    try pair.first.send(.syn, from: client)
    try pair.wait(4)
    try pair.first.deleteServer(2)
    try pair.first.send(.syn, from: "10.1.0.1:1025")
    try pair.wait(4)
    #expect(try pair.first.counts(1) == [1, 0, 1])
    #expect(try pair.second.rows == ["TCP NONE 10.1.0.1:0 10.0.0.1:80 192.168.1.2:80"])
    #expect(try pair.second.counts(1) == [0, 0, 0])
  }

  @Test func `The method is that of the server here`() throws {
    let pair = try PairBench(onBackup: [])
    try pair.second.addServer(2, method: .directRoute)
    try establish(pair.first)
    try pair.wait(4)
    #expect(
      try pair.second.send([.fin, .ack], from: client)
        == .forwarded("192.168.1.2:80", .directRoute))
    // No server's packet is expected then.
    #expect(try pair.second.state(client) == "FIN_WAIT")
  }

  @Test func `A template of its own stays with its server, and takes state and time`() throws {
    let pair = try PairBench(persistent: 300)
    try pair.second.send(.syn, from: "10.1.0.9:1024")
    try pair.second.send(.syn, from: client)
    try pair.wait(100)
    try establish(pair.first)
    try pair.wait(4)
    let template = "TCP ASSURED 10.1.0.1:0 10.0.0.1:80 192.168.1.1:80"
    #expect(try pair.second.rows.contains(template))
    #expect(try #require(try pair.secondsLeft("10.1.0.1:0")) >= 297)
  }

  @Test func `A connection of its own gives way to an active one`() throws {
    let pair = try PairBench()
    try pair.second.send(.syn, from: "10.1.0.9:1024")
    try establish(pair.second)
    #expect(try pair.second.counts(1) == [1, 0, 0])
    try establish(pair.first)
    #expect(
      try pair.told().contains("TCP ESTABLISHED 10.1.0.1:1024 10.0.0.1:80 192.168.1.2:80"))
    #expect(try pair.second.counts(1) == [0, 0, 0])
  }

  @Test func `What is told of another server's ended connection is passed over`() throws {
    let pair = try PairBench()
    try pair.second.send(.syn, from: "10.1.0.9:1024")
    try establish(pair.second)
    try pair.first.send(.syn, from: client)
    try pair.first.send(.fin, from: client)
    #expect(
      try pair.told().contains("TCP ESTABLISHED 10.1.0.1:1024 10.0.0.1:80 192.168.1.1:80"))
  }

  @Test func `Packets are counted on from the threshold that is set here`() throws {
    let pair = try PairBench()
    try pair.start(.master, on: pair.second)
    try pair.start(.backup, on: pair.first)
    try pair.second.set(.syncThreshold, "2 5")
    try establish(pair.first)
    try pair.wait(30)
    for _ in 3...6 { try pair.second.send(.ack, from: client) }
    try pair.wait(4)
    #expect(try pair.first.entries.allSatisfy { $0.secondsLeft < 870 })
    try pair.second.send(.ack, from: client)
    try pair.wait(4)
    #expect(try pair.first.entries.allSatisfy { $0.secondsLeft >= 897 })
  }

  @Test func `The mark of a connection's packet finds the service here`() throws {
    let pair = try PairBench()
    let marked = ServiceIdentity.firewallMark(9, .ipv4)
    try pair.second.addService(marked)
    try pair.second.addServer(2, to: marked)
    try establish(pair.first, mark: 9)
    try pair.wait(4)
    #expect(try pair.second.counts(2, of: marked) == [1, 0, 0])
    #expect(try pair.second.counts(2) == [0, 0, 0])
  }

  @Test func `The template of a mark finds its server, that of port 21 does not`() throws {
    let mark = ServiceIdentity.firewallMark(7, .ipv4)
    let marked = try PairBench(persistent: 300, identity: mark)
    try marked.first.send(.syn, from: client, mark: 7)
    try marked.wait(4)
    #expect(try marked.second.counts(2, of: mark) == [0, 0, 1])

    let ftp = ServiceIdentity.endpoint(.tcp, "10.0.0.1:21")
    let pair = try PairBench(persistent: 300, identity: ftp)
    try pair.first.send(.syn, from: client, to: "10.0.0.1:21")
    #expect(try pair.told() == ["TCP NONE 10.1.0.1:0 10.0.0.1:0 192.168.1.2:0"])
    #expect(try pair.second.counts(2, of: ftp) == [0, 0, 0])
  }

  /// A number, a length, a port and an interface with which a backup listens; whether it hears a
  /// master with the number 1 and else what is usual.
  @Test(
    arguments: [
      (1, 0, 0, "sync0", true), (0, 0, 0, "sync0", true), (2, 0, 0, "sync0", false),
      (1, 1024, 0, "sync0", true), (1, 0, 9999, "sync0", false), (1, 0, 0, "eth0", false),
    ] as [(UInt32, UInt16, UInt16, String, Bool)])
  func `A backup hears its own number, port and interface, and with 0 every number`(
    _ backup: (number: UInt32, length: UInt16, port: UInt16, interface: String, hears: Bool)
  ) throws {
    let pair = try PairBench(persistent: 300, daemons: false)
    try pair.start(.master, on: pair.first)
    try pair.start(
      .backup, on: pair.second, number: backup.number, length: backup.length, port: backup.port,
      interface: ByteString(backup.interface))
    try pair.first.send(.syn, from: client)
    #expect(try pair.told().isEmpty != backup.hears)
  }

  @Test func `A packet that is longer than the backup is ready for is lost`() throws {
    let pair = try PairBench(persistent: 300, daemons: false)
    try pair.start(.master, on: pair.first)
    try pair.start(.backup, on: pair.second, length: 1024)
    for number in 1...41 as ClosedRange<UInt32> { try pair.first.send(from: Bench.client(number)) }
    #expect(try pair.told().count == 1)
  }

  @Test func `A backup that starts while a packet is filled hears all of it`() throws {
    let pair = try PairBench(persistent: 300, daemons: false)
    try pair.start(.master, on: pair.first)
    try pair.first.send(.syn, from: client)
    try pair.wait(1)
    try pair.start(.backup, on: pair.second)
    #expect(try pair.told().count == 1)
  }

  @Test func `A rejected template is told under its new port when it gets an extra leg`() throws {
    let pair = try PairBench(persistent: 100)
    try establish(pair.first)
    try pair.first.deleteServer(2)
    try pair.first.send(.syn, from: "10.1.0.1:1025")
    try pair.wait(110)
    #expect(
      try pair.second.rows.contains("TCP ASSURED 10.1.0.1:0 10.0.0.1:65535 192.168.1.2:65535"))
  }
}
