import IPVS
import Testing

@testable import IPVSSimulator

/// `lblc` and `lblcr`, as 6.1.192 was seen to pick.
@Suite struct LocalityTests {
  private let bench = Bench(.v6_1)
  private let mark = ServiceIdentity.firewallMark(1, .ipv4)
  private static let wanted: Endpoint = "10.0.0.1:80"

  private func prepare(_ scheduler: ByteString, weights: [Int32]) throws {
    try bench.addService(mark, scheduler)
    for (index, weight) in weights.enumerated() {
      try bench.addServer(UInt8(index + 1), to: mark, weight: weight, method: .directRoute)
    }
  }

  /// New connections of new clients to a destination.
  private func picks(_ clients: Range<UInt8>, to virtual: Endpoint = wanted) throws -> String {
    try clients.map { number in
      let client = Endpoint(.v4(IPv4Address(10, 8, 0, number)), port: 1024)
      let packet = Packet(
        transport: .tcp, source: client, destination: virtual, flags: .syn, mark: 1)
      return Bench.number(try bench.director.send(packet))
    }.joined()
  }

  @Test func `A destination stays with its server until that is busy and another is not`() throws {
    try prepare("lblc", weights: [2, 2, 2])
    #expect(try picks(0..<7) == "3332221")
  }

  @Test func `Each destination has its own server`() throws {
    try prepare("lblc", weights: [5, 5])
    #expect(try picks(0..<1) == "2")
    #expect(try picks(1..<2, to: "10.0.0.2:80") == "1")
    #expect(try picks(2..<5) == "222")
    #expect(try picks(5..<7, to: "10.0.0.2:443") == "11")
  }

  @Test(arguments: ["lblc", "lblcr"] as [ByteString])
  func `A server of weight 0 or none at all has no destination`(_ scheduler: ByteString) throws {
    try prepare(scheduler, weights: [5, 5])
    #expect(try picks(0..<1) == "2")
    try bench.editServer(2, of: mark, weight: 0)
    #expect(try picks(1..<2) == "1")
    try bench.editServer(2, of: mark, weight: 5)
    #expect(try picks(2..<3) == "1")
    try bench.deleteServer(1, of: mark)
    #expect(try picks(3..<4) == "2")
  }

  @Test func `A destination is forgotten at the sweep of each half hour`() throws {
    try prepare("lblc", weights: [50, 50])
    try bench.director.setSysctl(#require(SysctlName(rawValue: "lblc_expiration")), to: "60")
    #expect(try picks(0..<2) == "22")
    // Nobody has a connection when `wlc` is asked: it would take the newest server.
    try bench.addServer(3, to: mark, weight: 50, method: .directRoute)
    // The sweep is 30 times 61.44 s after the service was made, less what the first is shorter.
    try bench.wait(1841)
    #expect(try picks(2..<3) == "2")
    // That was a use within the minute before the sweep, which spares it.
    try bench.wait(1700)
    #expect(try picks(3..<4) == "2")
    try bench.wait(200)
    #expect(try picks(4..<5) == "3")
  }

  @Test func `The setting counts that is in force at a sweep`() throws {
    try prepare("lblc", weights: [50, 50])
    #expect(try picks(0..<1) == "2")
    try bench.addServer(3, to: mark, weight: 50, method: .directRoute)
    try bench.wait(1850)
    try bench.set(#require(SysctlName(rawValue: "lblc_expiration")), "60")
    #expect(try picks(1..<2) == "2")
    try bench.wait(1700)
    try bench.set(#require(SysctlName(rawValue: "lblc_expiration")), "86400")
    try bench.wait(200)
    #expect(try picks(2..<3) == "2")
  }

  @Test func `Another scheduler and back begins the half hour anew`() throws {
    try prepare("lblcr", weights: [50, 50])
    try bench.set(#require(SysctlName(rawValue: "lblcr_expiration")), "0")
    try bench.wait(1800)
    try bench.editService(mark, "rr")
    #expect(bench.director.comingTimerSlots.isEmpty)
    try bench.editService(mark, "lblcr")
    #expect(try picks(0..<1) == "2")
    try bench.addServer(3, to: mark, weight: 50, method: .directRoute)
    try bench.wait(1800)
    #expect(try picks(1..<2) == "2")
    try bench.wait(70)
    #expect(try picks(2..<3) == "3")
  }

  @Test func `What refers to a removed server keeps it in the trash`() throws {
    try prepare("lblc", weights: [5])
    #expect(try picks(0..<1) == "1")
    try bench.wait(4)
    try bench.deleteServer(1, of: mark)
    // The connection is gone after 60 s, the memory of the destination is not.
    try bench.wait(600)
    try bench.addServer(1, to: mark, method: .directRoute)
    let server = try #require(try bench.director.service(mark).destinations.first)
    #expect(server.counters.connections == 1)
  }

  /// Whether a server that was removed is still in the trash: it comes back with its counters.
  private func isInTrash(_ number: UInt8) throws -> Bool {
    try bench.addServer(number, to: mark, method: .directRoute)
    try bench.awaitCounters()
    let server = try #require(try bench.director.service(mark).destinations.first)
    return server.counters.connections == 1
  }

  @Test(arguments: [(1960, true), (1972, false)] as [(Double, Bool)])
  func `A sweep frees a removed server though nobody asks`(
    _ seconds: Double, _ isThere: Bool
  ) throws {
    try prepare("lblc", weights: [5])
    try bench.set(#require(SysctlName(rawValue: "lblc_expiration")), "60")
    #expect(try picks(0..<1) == "1")
    try bench.wait(64)
    // The sweep is at 1843 s, the trash is visited at 1845 s and each minute.
    try bench.deleteServer(1, of: mark)
    try bench.wait(seconds - 64)
    #expect(try isInTrash(1) == isThere)
  }

  /// Both timers go off in one tick, the scheduler's first in half of the ticks: what it lets go is not
  /// idle yet when the trash is visited then.
  @Test(arguments: [0.04, 61.46])
  func `A visit to the trash in the tick of a sweep finds no idle server`(_ deletion: Double) throws
  {
    try prepare("lblc", weights: [5])
    try bench.set(#require(SysctlName(rawValue: "lblc_expiration")), "60")
    #expect(try picks(0..<1) == "1")
    try bench.wait(deletion)
    try bench.deleteServer(1, of: mark)
    try bench.wait(1996 - deletion)
    #expect(try isInTrash(1))
  }
}
