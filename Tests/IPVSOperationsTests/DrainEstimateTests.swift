import IPVS
import IPVSOperations
import IPVSSimulator
import Testing

/// Whether estimates hold, after and under random traffic.
struct DrainEstimateTests {
  private static let tcp: [UInt16] = [80, 443]
  private static let udp: [UInt16] = [53]

  private static func world(seed: UInt64) throws -> DrainWorld {
    let world = DrainWorld(seed: seed, hz: [100, 250, 1000][Int(seed % 3)])
    let masks = [IPv4Address(rawValue: .max), IPv4Address(255, 255, 255, 0)]
    try world.addService(
      .tcp, 80, persistence: [nil, 5, 30, 90, 360][Int(seed % 5)], mask: masks[Int(seed % 2)],
      withOther: true)
    try world.addService(.tcp, 443, persistence: seed % 4 == 0 ? nil : 120)
    try world.addService(.udp, 53, persistence: seed % 3 == 0 ? 40 : nil)
    try world.director.submit(
      .setTimeouts(Timeouts(tcp: UInt32(world.number(20...900)), tcpFin: 40, udp: 60)))
    for _ in 0..<world.number(1...40) { try world.live(tcp: tcp, udp: udp, longestPause: 15) }
    return world
  }

  private static func begun(_ world: DrainWorld) throws -> (Drain, DrainLook) {
    var drain = Drain(try world.targets(), ticksPerSecond: world.ticksPerSecond)
    try drain.begin(on: world.director)
    return (drain, try drain.look(at: world.director))
  }

  @Test(arguments: 1...120 as ClosedRange<UInt64>)
  func emptyWhenItWasSaidIfNoMorePacketsCome(seed: UInt64) throws {
    let world = try Self.world(seed: seed)
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
    // It is late by no more than one leg, and what a timer of the longest kind can be late.
    let late: UInt64 = world.ticksPerSecond == 100 ? 41 : 33
    #expect(first.by <= seconds + 60 + 2 * late + 2, "\(first) \(seconds)")
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func notEmptyBeforeItWasSaidWhateverComes(seed: UInt64) throws {
    let world = try Self.world(seed: seed &+ 1000)
    var (drain, look) = try Self.begun(world)
    var until: UInt64 = 0
    var left = 400
    while !look.isEmpty, left > 0 {
      if let estimate = look.estimate { until = max(until, world.slot + estimate.notBefore * 50) }
      try world.live(tcp: Self.tcp, udp: Self.udp, longestPause: 20)
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
