import IPVS
import Testing

@testable import IPVSSimulator

/// `lblc` and `lblcr` with more destinations than they like to remember, as 6.1.192 and 6.12.118 were
/// seen to forget them.
@Suite struct ManyDestinationsTests {
  private let mark = ServiceIdentity.firewallMark(1, .ipv4)

  /// What is forgotten when the timer goes off.
  private static func forgotten(
    _ table: inout DestinationTable<Int>, at seconds: UInt64, expiration: UInt64 = 86400
  ) -> [Int] {
    table.timerWentOff(seconds * 250, expiration: expiration * 250, ticksPerSecond: 250)
  }

  /// So many destinations in a row, of which some were not asked for in six minutes.
  private static func table(
    of count: Int, limit: Int? = nil, idle: Range<Int>, at seconds: UInt64
  ) -> DestinationTable<Int> {
    var table = DestinationTable<Int>(limit: limit)
    for number in 0..<count {
      let address = IPAddress.v4(IPv4Address(rawValue: 0x0a40_0001 + UInt32(number)))
      let lastUse = idle.contains(number) ? seconds - 360 : seconds - 359
      _ = table.insert(number, for: address, at: lastUse * 250)
    }
    return table
  }

  @Test func `Nothing is forgotten where there are not too many`() {
    var table = Self.table(of: 16384, idle: 0..<16384, at: 1000)
    #expect(Self.forgotten(&table, at: 1000).isEmpty)
  }

  @Test func `A third more than there are too many of is forgotten, bucket by bucket`() {
    var table = Self.table(of: 16684, idle: 0..<16684, at: 1000)
    let first = Self.forgotten(&table, at: 1000)
    // 400, and what else is in the last bucket.
    #expect((400..<420).contains(first.count))
    #expect(Self.forgotten(&table, at: 1000).isEmpty)
  }

  @Test func `No more than half of what is enough is forgotten at once`() {
    var table = Self.table(of: 24000, idle: 0..<24000, at: 1000)
    // As a kernel did with 24000 addresses in a row.
    #expect(Self.forgotten(&table, at: 1000).count == 8203)
  }

  @Test func `Who was asked for within six minutes is spared`() {
    var table = Self.table(of: 16684, idle: 100..<110, at: 1000)
    #expect(Self.forgotten(&table, at: 1000).sorted() == Array(100..<110))
  }

  @Test func `The search goes on where it ended`() {
    var table = Self.table(of: 20000, idle: 0..<20000, at: 1000)
    let first = Self.forgotten(&table, at: 1000)
    for number in first {
      let address = IPAddress.v4(IPv4Address(rawValue: 0x0a40_0001 + UInt32(number)))
      _ = table.insert(number, for: address, at: 900 * 250)
    }
    let second = Self.forgotten(&table, at: 1000)
    #expect(Set(first).isDisjoint(with: second))
    #expect(!second.isEmpty)
  }

  @Test func `Every thirtieth time all are looked at`() {
    var table = Self.table(of: 100, idle: 0..<50, at: 1000)
    for _ in 0..<29 { #expect(Self.forgotten(&table, at: 1000, expiration: 360).isEmpty) }
    #expect(Self.forgotten(&table, at: 1000, expiration: 360).count == 50)
  }

  @Test func `The times when there are too many do not count`() {
    var table = Self.table(of: 16385, idle: 0..<0, at: 1000)
    for _ in 0..<100 { _ = Self.forgotten(&table, at: 1000, expiration: 60) }
    #expect(Self.forgotten(&table, at: 1000, expiration: 60).isEmpty)
  }

  @Test func `A full table takes nobody in`() throws {
    var table = Self.table(of: 100, limit: 100, idle: 0..<0, at: 1000)
    let isTaken = table.insert(100, for: .v4(IPv4Address(10, 9, 9, 9)), at: 0)
    #expect(!isTaken)
    #expect(KernelProfile.v6_1.destinationLimit == 24576)
    #expect(KernelProfile.v6_12.destinationLimit == 24576)
  }

  @Test(arguments: ["lblc", "lblcr"] as [ByteString])
  func `A destination for which there is no room has a server nevertheless`(
    _ scheduler: ByteString
  ) throws {
    var profile = KernelProfile.v6_12
    profile.destinationLimit = 1
    let bench = Bench(profile)
    try bench.addService(mark, scheduler)
    try bench.addServer(1, to: mark, weight: 5, method: .directRoute)
    for (place, virtual) in (["10.0.0.1:80", "10.0.0.2:80"] as [Endpoint]).enumerated() {
      let verdict = try bench.send(
        from: Endpoint(.v4(IPv4Address(10, 8, 0, 1)), port: 1024 + UInt16(place)), to: virtual,
        mark: 1)
      #expect(verdict == .forwarded("192.168.1.1:80", .directRoute))
    }
    // Only the first is remembered: the other one goes to the newest server of those without work.
    try bench.wait(130)
    try bench.addServer(2, to: mark, weight: 5, method: .directRoute)
    let first = try bench.send(from: "10.8.0.2:1024", to: "10.0.0.1:80", mark: 1)
    let second = try bench.send(from: "10.8.0.2:1024", to: "10.0.0.2:80", mark: 1)
    #expect(first == .forwarded("192.168.1.1:80", .directRoute))
    #expect(second == .forwarded("192.168.1.2:80", .directRoute))
  }
}
