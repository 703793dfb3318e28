import IPVS
import Testing

@testable import IPVSSimulator

/// `twos`: which numbers fall to which server, and which of two servers wins.
@Suite struct TwosTests {
  private let bench = Bench(.v6_12)
  private static let datagrams = ServiceIdentity.endpoint(.udp, "10.0.0.1:53")

  /// The two numbers that the next pick draws.
  private func draws(through total: Int) -> (Int, Int) {
    var random = bench.director.random
    return (random.number(0...total), random.number(0...total))
  }

  private func pick(_ number: Int) throws -> String {
    let client = Endpoint(.v4(IPv4Address(10, 1, 0, 1)), port: UInt16(1024 + number))
    return Bench.number(try bench.datagram(from: client, to: "10.0.0.1:53"))
  }

  /// Nothing stays of a datagram with `-o`, so that all are alike and the first choice wins.
  @Test func `A number falls to the newest servers first, which have one more than they weigh`()
    throws
  {
    try bench.addService(Self.datagrams, "twos", onePacket: true)
    for (number, weight) in [(1, 5), (2, 3), (3, 0), (4, 2)] as [(UInt8, Int32)] {
      try bench.addServer(number, to: Self.datagrams, weight: weight)
    }
    let servers = ["4", "4", "4", "2", "2", "2", "1", "1", "1", "1", "1"]
    var seen: Set<Int> = []
    for number in 0..<200 {
      let expected = draws(through: 10).0
      seen.insert(expected)
      #expect(try pick(number) == servers[expected])
    }
    #expect(seen.count == 11)
  }

  @Test func `The second choice wins where it has less to do for its weight`() throws {
    try bench.addService(Bench.web, "twos")
    try bench.addServer(1, weight: 2)
    #expect(try bench.picks(4) == "1111")
    try bench.addServer(2, weight: 3)
    var wins = 0
    for _ in 0..<60 {
      let costs = try ([1, 2] as [UInt8]).map { number in
        let counts = try bench.counts(number)
        return 257 * counts[0] + counts[1]
      }
      let (first, second) = draws(through: 5)
      let names = [first, second].map { $0 <= 3 ? "2" : "1" }
      // Costs are divided by weights: 3 for the newer server, 2 for the older.
      let isFirstBetter =
        switch (names[0], names[1]) {
        case ("1", "2"): 3 * costs[0] <= 2 * costs[1]
        case ("2", "1"): 2 * costs[1] <= 3 * costs[0]
        default: true
        }
      if !isFirstBetter { wins += 1 }
      #expect(try bench.picks(1) == (isFirstBetter ? names[0] : names[1]))
    }
    #expect(wins > 5)
  }

  @Test func `Servers of weight 0 and overloaded ones are not there`() throws {
    try bench.addService(Bench.web, "twos")
    #expect(try bench.picks(1) == ".")
    try bench.addServer(1, weight: 0)
    #expect(try bench.picks(1) == ".")
    try bench.addServer(2, upper: 1)
    #expect(try bench.picks(2) == "2.")
    try bench.addServer(3, weight: 1_000_000)
    #expect(Set(try bench.picks(20)) == ["3"])
  }

  @Test func `A seed determines the picks`() throws {
    func picks(_ seed: UInt64) throws -> String {
      let bench = Bench(.v6_12)
      bench.director.random = RandomSource(seed: seed)
      try bench.addService(Bench.web, "twos")
      for number in 1...5 as ClosedRange<UInt8> { try bench.addServer(number) }
      return try bench.picks(50)
    }
    #expect(try picks(7) == picks(7))
    #expect(try picks(7) != picks(8))
    #expect(try picks(SimulatedDirector.defaultSeed) == picks(1))
  }
}
