import IPVS
import IPVSSimulator
import Testing

@testable import IPVSOperations

/// What `check` says of a table, and what the director then does with packets.
struct CheckTruthTests {
  private static let facts = KernelFacts(level: .v6_1, ticksPerSecond: 250)

  /// A simulated director with one service, whose servers are added in the order of their weights.
  private func director(
    _ virtual: Endpoint, _ details: ServiceDetails, weights: [Int32]
  ) throws -> SimulatedDirector {
    let director = SimulatedDirector()
    let identity = ServiceIdentity.endpoint(.tcp, virtual)
    try director.submit(.addService(identity, details))
    for (number, weight) in weights.enumerated() {
      let address: IPAddress =
        switch virtual.address {
        case .v4: .v4(IPv4Address(192, 168, 1, UInt8(number + 1)))
        case .v6: .v6(IPv6Address(high: 0x2001_0db8_0001_0000, low: UInt64(number + 1)))
        }
      let server = Endpoint(address, port: virtual.port)
      try director.submit(
        .addDestination(identity, server, DestinationDetails(forwarding: .masquerade)))
      try director.submit(
        .editDestination(
          identity, server, DestinationDetails(forwarding: .masquerade, weight: weight)))
    }
    return director
  }

  private func send(_ number: Int, _ virtual: Endpoint, _ director: SimulatedDirector) throws
    -> Verdict
  {
    let client: IPAddress =
      switch virtual.address {
      case .v4: .v4(IPv4Address(rawValue: 0x0a01_0000 &+ UInt32(number) &* 7919))
      case .v6: .v6(IPv6Address(high: 0x2001_0db8_0002_0000, low: UInt64(number) &* 7919))
      }
    return try director.send(
      Packet(
        transport: .tcp, source: Endpoint(client, port: 1024), destination: virtual, flags: .syn))
  }

  /// The server that the hash of the virtual address is said to lead to is the one that packets reach.
  @Test(arguments: 0..<40)
  func destinationHash(_ number: Int) throws {
    let address: IPAddress =
      number % 2 == 0
      ? .v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32(number) * 65_537 + 1))
      : .v6(
        IPv6Address(high: 0x2001_0db8_0000_0000 + UInt64(number), low: UInt64(number) << 33 + 1))
    let virtual = Endpoint(address, port: 80)
    let details = ServiceDetails(scheduler: "dh", mask: .host(address.family))
    let weights = [Int32](repeating: 1, count: 2 + number % 5)
    let all = try director(virtual, details, weights: weights)
    let finding = try #require(
      CheckRule.dhOneServer.findings(in: try CheckSubject(of: all, facts: Self.facts)).first)
    guard case .forwarded(let reached, _) = try send(1, virtual, all) else {
      Issue.record("nobody was reached")
      return
    }
    #expect(finding.reason.contains("go to \(reached),"))
    // Each in turn without weight: it is found where everybody is refused, and only there.
    for quiesced in weights.indices {
      var weights = weights
      weights[quiesced] = 0
      let director = try director(virtual, details, weights: weights)
      let subject = try CheckSubject(of: director, facts: Self.facts)
      let isFound = !CheckRule.dhRefuses.findings(in: subject).isEmpty
      #expect(try send(2, virtual, director) == .refused ? isFound : !isFound)
    }
  }

  /// Clients are refused where a hash without fallback is found, and nowhere else.
  @Test(arguments: ["mh", "sh"], [[1, 1, 1], [1, 0, 1], [3, 0, 0], [5, 1, 0]] as [[Int32]])
  func hashWithoutFallback(_ scheduler: String, _ weights: [Int32]) throws {
    let virtual = Endpoint(CheckBench.address, port: 80)
    for flags in [SchedulerFlags(), .flag1] {
      let details = ServiceDetails(
        scheduler: ByteString(scheduler), schedulerFlags: flags, mask: .host(.ipv4))
      let director = try director(virtual, details, weights: weights)
      let subject = try CheckSubject(of: director, facts: Self.facts)
      let isFound = !CheckRule.hashWithoutFallback.findings(in: subject).isEmpty
      let verdicts = try (0..<300).map { try send($0, virtual, director) }
      #expect(verdicts.contains(.refused) == isFound)
    }
  }

  /// The templates that are counted are those that the director counts.
  @Test func templates() throws {
    let virtual = Endpoint(CheckBench.address, port: 80)
    let details = ServiceDetails(
      scheduler: "wrr", persistence: Persistence(timeout: 300), mask: .host(.ipv4))
    let director = try director(virtual, details, weights: [5, 2, 1])
    for number in 0..<80 { _ = try send(number, virtual, director) }
    let service = try director.service(.endpoint(.tcp, virtual))
    let subject = try CheckSubject(of: director, facts: Self.facts)
    for destination in service.destinations {
      let name = ConnectionTally.ServerName(service.identity, destination.endpoint)
      let count = destination.connectionCounts.persistent
      #expect(count > 0)
      #expect(subject.connections?.templates[name] == Int(count))
    }
  }

  /// What no server can be chosen for is refused, and what is not found is served.
  @Test(arguments: [[], [0], [0, 0], [0, 1], [1]] as [[Int32]])
  func noUsableServer(_ weights: [Int32]) throws {
    let virtual = Endpoint(CheckBench.address, port: 80)
    for scheduler in ["rr", "wrr", "lc", "wlc", "sed", "nq", "fo", "ovf", "lblc", "lblcr"] {
      let director = try director(
        virtual, ServiceDetails(scheduler: ByteString(scheduler), mask: .host(.ipv4)),
        weights: weights)
      let subject = try CheckSubject(of: director, facts: Self.facts)
      let isFound = !CheckRule.noUsableServer.findings(in: subject).isEmpty
      #expect((try send(1, virtual, director) == .refused) == isFound, "\(scheduler)")
    }
  }
}
