import IPVS
import IPVSOperations
import IPVSSimulator
import Testing

/// What schedulers would choose, and what that depends on.
struct SchedulerForecastTests {
  private func bench(
    _ scheduler: ByteString, _ level: KernelLevel = .v6_1, weights: [Int32] = [1, 1, 1],
    flags: SchedulerFlags = []
  ) throws -> TraceBench {
    let bench = TraceBench(level)
    try bench.service(TraceBench.web, scheduler, flags: flags)
    for (index, weight) in weights.enumerated() {
      try bench.server(UInt8(index + 1), weight: weight)
    }
    return bench
  }

  @Test(arguments: ["lc", "wlc", "sed", "nq", "fo", "ovf", "sh", "dh", "mh"] as [ByteString])
  func `What these choose is certain, and right`(_ scheduler: ByteString) throws {
    let bench = try bench(scheduler, weights: [2, 3, 1])
    for number in 1...200 {
      let client = "10.1.\(number % 7).\(number):\(1024 + number)"
      let trace = try bench.trace(client)
      #expect(trace.isCertain)
      #expect(trace.choice?.unknowns == [])
      #expect(try bench.send(from: client).outcome == trace.outcomes.first)
      if number % 3 == 0 { try bench.send(.ack, from: client) }
      if number % 5 == 0 { try bench.send(.rst, from: client) }
    }
  }

  @Test(
    arguments: [
      ("rr", SchedulerForecast.Unknown.pointer), ("wrr", .pointer), ("lblc", .memory),
      ("lblcr", .memory), ("twos", .chance),
    ] as [(ByteString, SchedulerForecast.Unknown)])
  func `What these choose depends, until one is left`(
    _ scheduler: ByteString, _ unknown: SchedulerForecast.Unknown
  ) throws {
    let bench = try bench(scheduler, .v6_12, weights: [1, 2, 0])
    let choice = try #require(try bench.trace("10.1.0.5").choice)
    #expect(Set(choice.candidates) == [TraceBench.server(1, 80), TraceBench.server(2, 80)])
    #expect(choice.unknowns == [unknown])
    #expect(!choice.mayFindNone)
    try bench.server(2, weight: 0, edit: true)
    #expect(try bench.trace("10.1.0.5").outcomes == [.masq(1)])
    #expect(try bench.trace("10.1.0.5").choice?.unknowns == [])
    try bench.server(1, weight: 0, edit: true)
    #expect(try bench.trace("10.1.0.5").outcomes == [.refused])
  }

  @Test func `mh goes by the weight that a server had before it got 0`() throws {
    let bench = try bench("mh")
    try bench.server(1, weight: 0, edit: true)
    let choice = try #require(try bench.trace("10.1.0.5").choice)
    #expect(choice.unknowns == [.lastWeight])
    #expect(choice.mayFindNone)
    try bench.service(TraceBench.web, "mh", flags: .flag1, edit: true)
    #expect(try bench.trace("10.1.0.5").choice?.mayFindNone == false)
    try bench.server(2, weight: 0, edit: true)
    #expect(try bench.trace("10.1.0.5").outcomes == [.masq(3)])
    try bench.service(TraceBench.web, "mh", edit: true)
    #expect(try bench.trace("10.1.0.5").outcomes == [.masq(3), .refused])
    #expect(try bench.trace("10.1.0.5").choice?.unknowns == [.lastWeight])
  }

  @Test(arguments: ["sh", "mh"] as [ByteString])
  func `A port counts where the flags say so`(_ scheduler: ByteString) throws {
    let bench = try bench(scheduler, flags: .flag2)
    #expect(try bench.trace("10.1.0.5").choice?.unknowns == [.clientPort])
    for port in 1024...1060 {
      let trace = try bench.trace("10.1.0.5:\(port)")
      #expect(trace.isCertain)
      #expect(try bench.send(from: "10.1.0.5:\(port)").outcome == trace.outcomes.first)
    }
  }

  @Test func `sh refuses a client whose server has weight 0`() throws {
    let bench = try bench("sh", weights: [1, 1])
    let before = try bench.trace("10.1.0.5").outcomes
    let number: UInt8 = before == [.masq(1)] ? 1 : 2
    try bench.server(number, weight: 0, edit: true)
    let trace = try bench.trace("10.1.0.5:1024")
    #expect(trace.isCertain)
    #expect(try bench.send(from: "10.1.0.5:1024").outcome == trace.outcomes.first)
  }

  @Test func `Between the thresholds it depends, beyond them it does not`() throws {
    let bench = TraceBench()
    try bench.service(TraceBench.web, "lc")
    try bench.server(1, upper: 4, lower: 2)
    for number in 1...4 {
      #expect(try bench.trace("10.1.0.9").outcomes.contains(.masq(1)))
      try bench.send(from: "10.1.0.\(number):1024")
    }
    #expect(try bench.trace("10.1.0.9").outcomes == [.refused])
    for number in 1...3 {
      try bench.send(.ack, from: "10.1.0.\(number):1024")
      try bench.send(.rst, from: "10.1.0.\(number):1024")
      try bench.wait(12)
      let trace = try bench.trace("10.1.0.9")
      #expect(trace.choice?.unknowns == (number < 3 ? [.overload] : []))
      #expect(trace.outcomes == (number < 3 ? [.masq(1), .refused] : [.masq(1)]))
    }
  }

  @Test func `Of a kernel that nobody knows both rules are followed`() throws {
    let bench = try bench("lc", weights: [1, 1])
    // The server 2 has an active connection, which counts 256 or 257, the server 1 256 inactive ones.
    try bench.server(2, weight: 0, edit: true)
    for number in 0..<256 {
      let client = "10.2.0.\(number):1024"
      try bench.send(from: client)
      try bench.send(.ack, from: client)
      try bench.send(.fin, from: client)
    }
    try bench.server(2, weight: 1, edit: true)
    try bench.send(from: "10.3.0.1:1024")
    bench.facts.version = nil
    let trace = try bench.trace("10.1.0.5")
    #expect(trace.choice?.unknowns == [.kernelLevel])
    #expect(Set(trace.outcomes) == [.masq(1), .masq(2)])
    bench.facts.version = KernelVersion(6, 1, 176)
    #expect(try bench.trace("10.1.0.5").isCertain)
  }

  @Test func `A scheduler that nobody knows may choose anybody`() throws {
    let service = Service(
      identity: TraceBench.web, details: ServiceDetails(scheduler: "new", mask: .host(.ipv4)),
      destinations: [
        Destination(endpoint: TraceBench.server(1, 80), details: DestinationDetails()),
        Destination(endpoint: TraceBench.server(2, 80), details: DestinationDetails(weight: 0)),
      ])
    let choice = SchedulerForecast(
      of: service, for: .init(client: TraceBench.endpoint("10.1.0.5").address), on: [.v6_1])
    #expect(choice.candidates == [TraceBench.server(1, 80)])
    #expect(choice.mayFindNone)
    #expect(choice.unknowns == [.scheduler])
  }
}
