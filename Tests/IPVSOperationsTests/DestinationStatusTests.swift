import IPVS
import IPVSOperations
import IPVSSimulator
import Testing

/// The word for a destination is what happens to a new client.
struct DestinationStatusTests {
  private static let service = ServiceIdentity.endpoint(
    .tcp, Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80))
  private static let server = Endpoint(.v4(IPv4Address(192, 168, 1, 1)), port: 80)

  private func packet(_ port: UInt16, _ flags: TCPFlags) -> Packet {
    Packet(
      transport: .tcp, source: Endpoint(.v4(IPv4Address(10, 1, 0, 1)), port: port),
      destination: Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80), flags: flags)
  }

  @Test(
    arguments: [KernelLevel.v5_10, .v6_1],
    [(4, 0), (10, 3), (5, 5), (1, 0), (1, 1), (2, 0), (0, 0)])
  func thresholds(_ level: KernelLevel, _ thresholds: (upper: UInt32, lower: UInt32)) throws {
    let director = SimulatedDirector(profile: level.profile)
    try director.submit(
      .addService(Self.service, ServiceDetails(scheduler: "rr", mask: .host(.ipv4))))
    try director.submit(
      .addDestination(
        Self.service, Self.server,
        DestinationDetails(
          forwarding: .masquerade, upperThreshold: thresholds.upper,
          lowerThreshold: thresholds.lower)))
    var random = RandomSource(seed: UInt64(thresholds.upper) + 100)
    var port: UInt16 = 1024
    var seen: [DestinationStatus: Set<Bool>] = [:]
    var slot: UInt64 = 0
    for _ in 0..<2000 {
      let destination = try #require(try director.service(Self.service).destinations.first)
      let status = DestinationStatus(of: destination)
      port = port == .max ? 1024 : port + 1
      let isServed = try director.send(packet(port, .syn)) != .refused
      seen[status, default: []].insert(isServed)
      // Some of the connections end soon, so that there are more and fewer of them.
      if random.number(0...2) == 0, isServed {
        _ = try director.send(packet(port, .rst))
        _ = try director.send(packet(port, .ack))
      }
      slot += UInt64(random.number(0...2) == 0 ? random.number(0...4000) : 1)
      try director.advance(to: slot)
    }
    #expect(seen[.serving] == [true])
    #expect(seen[.overloaded] == (thresholds.upper == 0 ? nil : [false]))
    if let perhaps = seen[.perhapsOverloaded] { #expect(perhaps == [true, false]) }
    #expect((seen[.perhapsOverloaded] == nil) == (thresholds.upper < 4 || thresholds.lower == 5))
  }

  @Test func withoutWeight() {
    var destination = Destination(
      endpoint: Self.server, details: DestinationDetails(weight: 0))
    #expect(DestinationStatus(of: destination) == .quiesced)
    destination.connectionCounts.inactive = 1
    #expect(DestinationStatus(of: destination) == .draining)
  }

  @Test func stickiness() {
    var destination = Destination(
      endpoint: Self.server, details: DestinationDetails(weight: 0))
    destination.connectionCounts.persistent = 1
    var service = Service(
      identity: Self.service,
      details: ServiceDetails(persistence: Persistence(timeout: 60), mask: .host(.ipv4)))
    let on = DirectorSettings([.expireQuiescentTemplate: "1"])
    #expect(destination.isSticky(in: service, settings: DirectorSettings()))
    #expect(!destination.isSticky(in: service, settings: on))
    service.details.persistence = nil
    #expect(!destination.isSticky(in: service, settings: DirectorSettings()))
    destination.details.weight = 1
    service.details.persistence = Persistence(timeout: 60)
    #expect(!destination.isSticky(in: service, settings: DirectorSettings()))
  }
}
