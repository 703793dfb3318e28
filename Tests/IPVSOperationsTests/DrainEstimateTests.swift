import IPVS
import IPVSOperations
import IPVSSimulator
import Testing

/// Whether estimates hold, after and under random traffic.
struct DrainEstimateTests {
  /// What the services are of.
  enum Kind: CaseIterable {
    /// Addresses and ports of their own.
    case exact
    /// One for every port, and some that have their own.
    case everyPort
    /// FTP and every port, whose templates cannot be told apart.
    case ftp
    /// Firewall marks beside addresses.
    case marks
    case ipv6
  }

  private static func world(_ kind: Kind, seed: UInt64) throws -> (DrainWorld, [DrainWorld.Door]) {
    let world = DrainWorld(seed: seed, hz: [100, 250, 1000][Int(seed % 3)])
    let masks = [IPv4Address(rawValue: .max), IPv4Address(255, 255, 255, 0)]
    let mask = masks[Int(seed % 2)]
    let time: UInt32? = [nil, 5, 30, 90, 360][Int(seed % 5)]
    let server = DrainWorld.server
    try world.addService(.tcp, 80, persistence: time, mask: mask, withOther: kind == .exact)
    var doors = [DrainWorld.Door(transport: .tcp, port: 80)]
    func open(_ transport: TransportProtocol, _ ports: UInt16..., mark: UInt32 = 0) {
      doors += ports.map { DrainWorld.Door(transport: transport, port: $0, mark: mark) }
    }
    switch kind {
    case .exact:
      try world.addService(.tcp, 443, persistence: seed % 4 == 0 ? nil : 120)
      try world.addService(.udp, 53, persistence: seed % 3 == 0 ? 40 : nil)
      open(.tcp, 443)
      open(.udp, 53)
    case .everyPort:
      for transport in [.tcp, .udp] as [TransportProtocol] {
        try world.addService(
          DrainWorld.identity(transport, 0), persistence: 50, mask: .v4(mask),
          server: Endpoint(server))
      }
      open(.tcp, 443, 8080)
      open(.udp, 53, 123)
    case .ftp:
      try world.addService(.tcp, 21, persistence: 70, mask: mask)
      try world.addService(
        DrainWorld.identity(.tcp, 0), persistence: 45, mask: .v4(mask), server: Endpoint(server))
      open(.tcp, 21, 443, 2000, 30000)
    case .marks:
      for mark in [7, 8] as [UInt32] {
        try world.addService(
          .firewallMark(mark, .ipv4), persistence: mark == 7 ? 35 : nil, mask: .v4(mask),
          server: Endpoint(server, port: mark == 7 ? 0 : 8080))
        open(.tcp, 80, 443, mark: mark)
        open(.udp, 53, mark: mark)
      }
    case .ipv6:
      let address = Endpoint(DrainWorld.virtual6, port: 443)
      try world.addService(
        .endpoint(.tcp, address), persistence: 55,
        mask: .v6(prefixLength: seed % 2 == 0 ? 64 : 128),
        server: Endpoint(DrainWorld.server6, port: 8443))
      try world.addService(
        .firewallMark(9, .ipv6), persistence: 25, mask: .v6(prefixLength: 61),
        server: Endpoint(DrainWorld.server6))
      doors = [0, 9].map { DrainWorld.Door(transport: .tcp, port: 443, mark: $0, isIPv6: true) }
    }
    try world.director.submit(
      .setTimeouts(Timeouts(tcp: UInt32(world.number(20...900)), tcpFin: 40, udp: 60)))
    for _ in 0..<world.number(1...40) { try world.live(doors, longestPause: 15) }
    return (world, doors)
  }

  private static func begun(_ world: DrainWorld) throws -> (Drain, DrainLook) {
    var drain = Drain(try world.targets(), ticksPerSecond: world.ticksPerSecond)
    try drain.begin(on: world.director)
    return (drain, try drain.look(at: world.director))
  }

  @Test(arguments: Kind.allCases, 1...60 as ClosedRange<UInt64>)
  func emptyWhenItWasSaidIfNoMorePacketsCome(kind: Kind, seed: UInt64) throws {
    let (world, _) = try Self.world(kind, seed: seed)
    var (drain, look) = try Self.begun(world)
    guard let first = look.estimate else {
      #expect(look.isEmpty)
      return
    }
    var seconds: UInt64 = 0
    var earliest = first.by
    var latest = first.notBefore
    while !look.isEmpty, seconds < 3000 {
      if let estimate = look.estimate {
        earliest = min(earliest, seconds + estimate.by)
        latest = max(latest, seconds + estimate.notBefore)
      }
      try world.wait(seconds: 1)
      seconds += 1
      look = try drain.look(at: world.director)
    }
    #expect(seconds > latest)
    #expect(seconds <= earliest)
    // Where the table does not leave it open what belongs together it is late by no more than one leg,
    // and what a timer of the longest kind can be late.
    guard kind == .exact else { return }
    let late: UInt64 = world.ticksPerSecond == 100 ? 41 : 33
    #expect(first.by <= seconds + 60 + 2 * late + 2, "\(first) \(seconds)")
  }

  @Test(arguments: Kind.allCases, 1...20 as ClosedRange<UInt64>)
  func notEmptyBeforeItWasSaidWhateverComes(kind: Kind, seed: UInt64) throws {
    let (world, doors) = try Self.world(kind, seed: seed &+ 1000)
    var (drain, look) = try Self.begun(world)
    var until: UInt64 = 0
    var left = 400
    while !look.isEmpty, left > 0 {
      if let estimate = look.estimate { until = max(until, world.slot + estimate.notBefore * 50) }
      try world.live(doors, longestPause: 20)
      look = try drain.look(at: world.director)
      left -= 1
    }
    if look.isEmpty { #expect(world.slot > until) }
  }

  @Test func aTemplateLivesOnInLegsWhileItControlsAConnection() throws {
    let world = DrainWorld()
    try world.addService(.tcp, 80, persistence: 30)
    try world.send(.tcp, from: DrainWorld.client(1), to: 80, .syn)
    try world.send(.tcp, from: DrainWorld.client(1), to: 80, .ack)
    let (_, look) = try Self.begun(world)
    let estimate = try #require(look.estimate)
    // 30 s, then 15 legs of 61.44 s: the connection ends after 900 s and what it is late.
    #expect((29...30).contains(estimate.notBefore))
    #expect((920...1000).contains(estimate.by))
  }

  @Test func withoutItsRateAKernelIsThoughtToBeOfTheLatestKind() throws {
    let world = DrainWorld(hz: 1000)
    try world.addService(.udp, 53)
    try world.send(.udp, from: DrainWorld.client(1), to: 53)
    var estimates: [UInt64] = []
    for rate in [100, 250, 1000, nil] as [UInt64?] {
      var drain = Drain(try world.targets(), ticksPerSecond: rate)
      try drain.begin(on: world.director)
      estimates.append(try #require(try drain.look(at: world.director).estimate).by)
    }
    #expect(estimates[3] == estimates[..<3].max())
    #expect(Set(estimates).count == 3)
  }
}
