import IPVS
import Testing

@testable import IPVSSimulator

/// When timers fire.
struct TimerTests {
  /// The lateness of a timeout in jiffies, where it is due so long after a boundary.
  private func lateness(of seconds: UInt64, hz: UInt64, behind: UInt64) -> UInt64 {
    let expires: UInt64 = 1 << 40 + behind
    let now = expires - seconds * hz
    return TimerWheel.wheel.due(after: seconds * hz, now: now, ticksPerSecond: hz).jiffies - expires
  }

  @Test(
    arguments: [
      (10, [64, 64, 512]), (60, [512, 512, 4096]), (120, [512, 512, 4096]),
      (300, [512, 4096, 32768]), (360, [4096, 4096, 32768]), (900, [4096, 4096, 32768]),
      (3600, [32768, 32768, 262144]),
    ] as [(UInt64, [UInt64])])
  func `A timer is late by one granule at most, which depends on HZ`(
    seconds: UInt64, granules: [UInt64]
  ) {
    for (hz, granule) in zip([100, 250, 1000] as [UInt64], granules) {
      #expect(lateness(of: seconds, hz: hz, behind: 0) == granule)
      #expect(lateness(of: seconds, hz: hz, behind: 1) == granule - 1)
      #expect(lateness(of: seconds, hz: hz, behind: granule - 1) == 1)
      #expect(lateness(of: seconds, hz: hz, behind: granule) == granule)
    }
  }

  @Test func `A template of 360 s ran 383.7 s at HZ 100`() throws {
    // 36000 jiffies and the granule 4096: with the phase 2590 it fires after 38370 jiffies.
    let bench = Bench(phase: 2590)
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.send(from: "10.8.0.1:1024")
    try bench.send(.rst, from: "10.8.0.1:1024")
    try bench.wait(360)
    #expect(try bench.templates.map(\.secondsLeft) == [0])
    try bench.wait(23.68)
    #expect(try bench.templates.count == 1)
    try bench.wait(0.02)
    #expect(try bench.templates.isEmpty)
  }

  @Test func `An ideal timer is on time`() throws {
    let bench = Bench(phase: 2590, timers: .ideal)
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.send(from: "10.8.0.1:1024")
    try bench.send(.rst, from: "10.8.0.1:1024")
    try bench.wait(359.98)
    #expect(try bench.templates.count == 1)
    try bench.wait(0.02)
    #expect(try bench.templates.isEmpty)
  }

  @Test(arguments: [(100, 6144), (250, 15360), (1000, 61440)])
  func `Legs of 60 s last 61.44 s once they begin on a boundary`(hz: Int, leg: UInt64) throws {
    let bench = Bench(hz: hz, phase: 1234)
    try bench.addService(persistent: 60)
    try bench.addServer(1)
    try bench.send(from: "10.8.0.1:1024")
    try bench.send(.ack, from: "10.8.0.1:1024")
    var starts: [UInt64] = []
    for _ in 0..<(300 * 50) {
      let before = try bench.templates.first?.secondsLeft
      try bench.wait(0.02)
      if before == 0, try bench.templates.first?.secondsLeft ?? 0 > 0 {
        starts.append(bench.director.clock.now)
      }
    }
    #expect(starts.count == 4)
    for (earlier, later) in zip(starts, starts.dropFirst()) { #expect(later - earlier == leg) }
  }

  @Test func `31 days end after 15 at HZ 100 while the listing says 16 more`() throws {
    let bench = Bench()
    try bench.addService(persistent: 2_678_400)
    try bench.addServer(1)
    try bench.send(from: "10.8.0.1:1024")
    try bench.send(.rst, from: "10.8.0.1:1024")
    try bench.wait(15 * 86400)
    #expect(try bench.templates.map { $0.secondsLeft / 86400 } == [16])
    try bench.wait(0.3 * 86400)
    #expect(try bench.templates.isEmpty)
  }

  @Test func `Seconds left are rounded down and wrap with 32 bits of milliseconds`() throws {
    let bench = Bench()
    try bench.addService(persistent: 60)
    try bench.addServer(1)
    try bench.send(from: "10.8.0.1:1024")
    #expect(try bench.templates.map(\.secondsLeft) == [60])
    try bench.wait(0.02)
    #expect(try bench.templates.map(\.secondsLeft) == [59])

    let long = Bench()
    try long.addService(persistent: 4_294_968)
    try long.addServer(1)
    try long.send(from: "10.8.0.1:1024")
    #expect(try long.templates.map(\.secondsLeft) == [0])
  }

  @Test func `Timeouts wrap in 32 bits of jiffies`() throws {
    for (seconds, shown) in [(.max, 42_949_671), (42_949_673, 0), (360, 360)]
      as [(UInt32, UInt32)]
    {
      let bench = Bench()
      try bench.addService(persistent: seconds)
      #expect(try bench.director.service(Bench.web).details.persistence?.timeout == shown)
    }
  }

  @Test func `Of two timers in one slot the later armed fires first`() throws {
    // So the template that was armed with its connection goes with it, and gets no leg more.
    let bench = Bench()
    try bench.addService(persistent: 60)
    try bench.addServer(1)
    try bench.send(from: "10.8.0.1:1024")
    try bench.wait(66)
    #expect(try bench.entries.isEmpty)
  }

  @Test func `Timers fire in their order however often they are armed anew`() throws {
    let bench = Bench()
    try bench.addService(.endpoint(.udp, "10.0.0.1:53"))
    try bench.addServer(1, to: .endpoint(.udp, "10.0.0.1:53"))
    // Every second one of ten clients, each ten times.
    for second in 0..<100 {
      try bench.datagram(from: Bench.client(UInt32(second % 10)), to: "10.0.0.1:53")
      try bench.wait(1)
    }
    #expect(try bench.entries.count == 10)
    try bench.wait(296)
    #expect(try bench.entries.count < 10)
    try bench.wait(20)
    #expect(try bench.entries.isEmpty)
    #expect(try bench.server(1, of: .endpoint(.udp, "10.0.0.1:53"))?.connectionCounts.inactive == 0)
  }

  @Test func `A slot that is over cannot be used`() throws {
    let bench = Bench()
    try bench.director.advance(to: 5)
    try bench.director.advance(to: 5)
    #expect(throws: DataPlaneError(.late, .timedOut)) { try bench.director.advance(to: 4) }
  }

  @Test func `Time ends without a trap, and so does everything in it`() throws {
    for phase in [0, UInt64.max - 1 << 32] {
      let bench = Bench(phase: phase)
      try bench.addService(persistent: .max)
      try bench.addServer(1)
      try bench.send(from: "10.8.0.1:1")
      try bench.director.advance(to: .max - 1)
      try bench.send(from: "10.8.0.2:1")
      try bench.send(.rst, from: "10.8.0.2:1")
      try bench.deleteServer(1)
      try bench.director.advance(to: .max)
      // What was made in the last moment of time stays; with the second phase that is everything.
      #expect(try bench.entries.count == (phase == 0 ? 2 : 4))
    }
  }
}
