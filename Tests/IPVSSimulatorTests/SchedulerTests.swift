import IPVS
import Testing

@testable import IPVSSimulator

/// The order in which new clients get servers.
struct SchedulerTests {
  /// Servers 1, 2, … with these weights are added in their order; the list is the newest first.
  @Test(
    arguments: [
      ("rr", [1, 1, 1], "3213213"),
      ("rr", [5, 1, 2], "3213213"),
      ("wrr", [4, 3, 2], "321121321321121321"),
      ("wrr", [2, 3, 4], "321332321321332321"),
      ("wrr", [6, 4, 2], "321121321121"),
      ("wrr", [3, 0, 1], "31113111"),
      ("wrr", [0, 0], "...."),
      ("lc", [1, 2, 3], "321321321"),
      ("lc", [9, 0, 3], "313131"),
      ("wlc", [1, 2, 3], "321323321323"),
      ("wlc", [1, 0, 1], "3131"),
      ("sed", [1, 2, 3], "323321"),
      ("nq", [1, 2, 3], "321332323321"),
      ("nq", [5, 1, 1], "32111111111321"),
      ("fo", [1, 3, 3], "33333"),
      ("ovf", [2, 3, 3], "33332222111..."),
      ("none", [1], "..."),
    ] as [(ByteString, [Int32], String)])
  func `A scheduler serves in the order that kernels were seen to`(
    scheduler: ByteString, weights: [Int32], expected: String
  ) throws {
    for profile in [KernelProfile.uml6_1_176, .v6_1] {
      let bench = Bench(profile)
      try bench.addService(Bench.web, scheduler)
      for (index, weight) in weights.enumerated() {
        try bench.addServer(UInt8(index + 1), weight: weight)
      }
      #expect(try bench.picks(expected.count) == expected)
    }
  }

  @Test func `A server that is added comes at the next turn of rr`() throws {
    let bench = Bench()
    try bench.addService()
    for number in 1...3 { try bench.addServer(UInt8(number)) }
    #expect(try bench.picks(1) == "3")
    try bench.addServer(4)
    #expect(try bench.picks(4) == "2143")
  }

  @Test func `rr goes on behind the server before a deleted one, and edits do not move it`() throws
  {
    let bench = Bench()
    try bench.addService()
    for number in 1...4 { try bench.addServer(UInt8(number)) }
    #expect(try bench.picks(2) == "43")
    try bench.deleteServer(3)
    #expect(try bench.picks(1) == "2")
    try bench.editServer(1, weight: 7)
    try bench.editService()
    #expect(try bench.picks(2) == "14")
    try bench.deleteServer(4)
    #expect(try bench.picks(2) == "21")
  }

  @Test func `Another scheduler begins at the head, the same one goes on`() throws {
    let bench = Bench()
    try bench.addService()
    for number in 1...3 { try bench.addServer(UInt8(number)) }
    #expect(try bench.picks(2) == "32")
    try bench.editService(Bench.web, "rr")
    #expect(try bench.picks(1) == "1")
    #expect(try bench.picks(1) == "3")
    try bench.editService(Bench.web, "fo")
    try bench.editService(Bench.web, "rr")
    #expect(try bench.picks(1) == "3")
  }

  @Test func `An edit lets wrr begin at the head and keeps the weight of the walk`() throws {
    let bench = Bench()
    try bench.addService(Bench.web, "wrr")
    try bench.addServer(1, weight: 4)
    try bench.addServer(2, weight: 3)
    try bench.addServer(3, weight: 2)
    #expect(try bench.picks(5) == "32112")
    // The walk is at weight 3.
    try bench.editServer(3, weight: 2)
    #expect(try bench.picks(4) == "2132")
  }

  @Test func `wrr gives up only when everybody was asked, and remembers where`() throws {
    let bench = Bench()
    try bench.addService(Bench.web, "wrr")
    try bench.addServer(1, weight: 2, upper: 1)
    try bench.addServer(2, weight: 1, upper: 1)
    #expect(try bench.picks(4) == "21..")
    try bench.editServer(1, weight: 2, upper: 9)
    #expect(try bench.picks(2) == "11")
  }

  @Test func `The cost of an inactive connection differs between stable levels`() throws {
    // One server with an active connection, one with 256 inactive ones: equal cost with 256·active,
    // more for the active one with 257·active.
    func pick(_ profile: KernelProfile) throws -> String {
      let bench = Bench(profile)
      try bench.addService(Bench.web, "lc")
      try bench.addServer(1)
      for client in 0..<256 {
        try bench.send(from: Bench.client(1000 + UInt32(client)))
        try bench.send(.fin, from: Bench.client(1000 + UInt32(client)))
      }
      #expect(try bench.counts(1) == [0, 256, 0])
      try bench.addServer(2)
      #expect(try bench.picks(1) == "2")
      return try bench.picks(1)
    }
    #expect(try pick(.uml6_1_176) == "2")
    #expect(try pick(.v6_1) == "1")
  }

  @Test func `sh gives consecutive buckets by weight and no other server for a useless one`() throws
  {
    let bench = Bench()
    try bench.addService(Bench.web, "sh")
    try bench.addServer(1, weight: 1)
    try bench.addServer(2, weight: 3)
    // The buckets are 2 2 2 1 2 2 2 1 …; the hash is a multiplication, done here by hand:
    // 10.8.0.1 = 0x0a080001, times 0x61c88647 mod 2^32 = 0x9a4d 0647, upper byte.
    for client: UInt32 in [0x0a08_0001, 0x0a08_0002, 0x0a08_0003, 0xc0a8_0101, 1, 0xffff_ffff] {
      let product = UInt64(client) * 0x61c8_8647 % (1 << 32)
      let bucket = Int(product / (1 << 24))
      let verdict = try bench.send(
        from: Endpoint(.v4(IPv4Address(rawValue: client)), port: 5))
      #expect(Bench.number(verdict) == (bucket % 4 == 3 ? "1" : "2"))
    }
    try bench.editServer(1, weight: 0)
    try bench.editServer(2, weight: 0)
    #expect(try bench.picks(8) == "........")
  }

  @Test func `sh-fallback finds the servers that are left, sh-port lets the port count`() throws {
    let bench = Bench()
    try bench.addService(Bench.web, "sh", flags: .flag1)
    try bench.addServer(1)
    try bench.addServer(2, weight: 0)
    #expect(try bench.picks(20) == String(repeating: "1", count: 20))

    let ports = Bench()
    try ports.addService(Bench.web, "sh", flags: .flag2)
    try ports.addServer(1)
    try ports.addServer(2)
    var seen: Set<String> = []
    for port in 1024..<1064 {
      seen.insert(
        Bench.number(
          try ports.send(from: Endpoint(.v4(IPv4Address(10, 8, 0, 1)), port: UInt16(port)))))
    }
    #expect(seen == ["1", "2"])
  }

  @Test func `dh looks at the destination alone and at no weight but 0`() throws {
    let bench = Bench()
    try bench.addService(Bench.web, "dh")
    try bench.addServer(1, weight: 100)
    try bench.addServer(2, weight: 1)
    let all = try bench.picks(5)
    #expect(Set(all).count == 1)
    // 10.0.0.1 falls into bucket 0xa0 - an even one - or an odd one: the newest server has even ones.
    let bucket = UInt64(0x0a00_0001) * 0x61c8_8647 % (1 << 32) / (1 << 24)
    #expect(all.first == (bucket % 2 == 0 ? "2" : "1"))
    try bench.editServer(all.first == "1" ? 1 : 2, weight: 0)
    #expect(try bench.picks(2) == "..")
  }

  @Test func `twos is not among Debian's`() throws {
    let bench = Bench()
    #expect(throws: Errno.noSuchFileOrDirectory) { try bench.addService(Bench.web, "twos") }
  }
}
