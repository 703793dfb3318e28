import IPVS
import Testing

@testable import IPVSSimulator

/// `mh`, as 6.1.192 was seen to pick.
@Suite struct MaglevTests {
  private let bench = Bench(.v6_1)

  private func picks(_ clients: [Endpoint]) throws -> String {
    try clients.map { Bench.number(try bench.send(from: $0)) }.joined()
  }

  private func clients(port: UInt16, step: UInt16 = 0) -> [Endpoint] {
    (0..<12).map { number in
      Endpoint(
        .v4(IPv4Address(10, 3, UInt8(number), UInt8(number * 7 + 1))),
        port: port + step * UInt16(number))
    }
  }

  private func prepare(_ flags: SchedulerFlags = []) throws {
    try bench.addService(Bench.web, "mh", flags: flags)
    for number in 1...3 { try bench.addServer(UInt8(number)) }
  }

  @Test func `The client's address decides, and the port does not`() throws {
    try prepare()
    #expect(try picks(clients(port: 1024)) == "313311322113")
    #expect(try picks(clients(port: 2024, step: 3)) == "313311322113")
  }

  @Test func `A server of weight 0 keeps its clients, who are refused`() throws {
    try prepare()
    try bench.editServer(2, weight: 0)
    #expect(try picks(clients(port: 1024)) == "3133113..113")
    try bench.deleteServer(2)
    let later = try picks(clients(port: 3024))
    #expect(!later.contains("."))
    // Who had another server keeps it, here without exception.
    #expect(later.hasPrefix("313311") && later.hasSuffix("113"))
  }

  @Test func `With mh-fallback its clients go elsewhere, and others stay`() throws {
    try prepare(.flag1)
    try bench.editServer(2, weight: 0)
    let picked = try picks(clients(port: 1024))
    #expect(picked.hasPrefix("3133113") && picked.hasSuffix("113"))
    #expect(!picked.contains(".") && !picked.contains("2"))
  }

  @Test
  func `A server that is added with weight 0 has no clients, a removed one that returns so too`()
    throws
  {
    try prepare()
    try bench.deleteServer(2)
    let without = try picks(clients(port: 1024))
    // It is the same server, from the trash; its last weight is not.
    try bench.addServer(2, weight: 0)
    #expect(try picks(clients(port: 2024)) == without)
  }

  @Test func `Without any weight nobody is picked`() throws {
    try bench.addService(Bench.web, "mh", flags: .flag1)
    #expect(try bench.send(from: "10.8.0.1:1") == .refused)
    try bench.addServer(1, weight: 0)
    #expect(try bench.send(from: "10.8.0.1:1") == .refused)
  }

  @Test func `Places are as many as weights say, up to six bits of them`() throws {
    try bench.addService(Bench.web, "mh")
    // By the greatest common divisor of 3: 1, 2, 3.
    for (number, weight) in [(1, 3), (2, 6), (3, 9)] as [(UInt8, Int32)] {
      try bench.addServer(number, weight: weight)
    }
    var counts: [String: Int] = [:]
    for number in 0..<3000 {
      let client = Endpoint(
        .v4(IPv4Address(rawValue: 0x0a20_0000 + UInt32(number) * 257)), port: 1024)
      counts[Bench.number(try bench.send(from: client)), default: 0] += 1
    }
    #expect((400...600).contains(counts["1"] ?? 0))
    #expect((900...1100).contains(counts["2"] ?? 0))
    #expect((1400...1600).contains(counts["3"] ?? 0))
  }
}
