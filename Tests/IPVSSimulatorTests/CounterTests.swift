import IPVS
import IPVSSimulator
import Testing

/// The estimator looks at the counters every 2.016 s at HZ 250: in slots 0, 100.8, 201.6 and so on.
///
/// All of it was seen on 6.1.192.
@Suite struct CounterTests {
  private let bench = Bench(.v6_1)
  private let client: Endpoint = "10.1.0.1:1024"

  private func prepare() throws {
    try bench.addService()
    try bench.addServer(1)
    try bench.send(from: client)
  }

  private var shown: UInt64? {
    get throws { try bench.server(1)?.counters.connections }
  }

  @Test func `Counters are shown as they were at the last look`() throws {
    try prepare()
    try bench.director.advance(to: 100)
    #expect(try shown == 0)
    try bench.director.advance(to: 101)
    #expect(try shown == 1)
    try bench.send(from: "10.1.0.2:1024")
    try bench.director.advance(to: 201)
    #expect(try shown == 1)
    try bench.director.advance(to: 202)
    #expect(try shown == 2)
  }

  @Test(arguments: [(100, 1), (101, 0)])
  func `Zeroing takes away what is shown, and what comes later comes`(
    _ slot: UInt64, _ later: UInt64
  ) throws {
    try prepare()
    try bench.director.advance(to: slot)
    try bench.change(.zero(nil))
    #expect(try shown == 0)
    try bench.director.advance(to: 500)
    #expect(try shown == later)
  }

  @Test func `Nobody looks at the counters of a removed server`() throws {
    try prepare()
    try bench.deleteServer(1)
    try bench.director.advance(to: 1000)
    try bench.addServer(1)
    #expect(try shown == 0)
    try bench.director.advance(to: 1007)
    #expect(try shown == 0)
    try bench.director.advance(to: 1008)
    #expect(try shown == 1)
  }

  @Test func `A service made again shows what nobody had looked at before`() throws {
    try prepare()
    try bench.change(.deleteService(Bench.web))
    try bench.director.advance(to: 1000)
    try bench.addService()
    try bench.addServer(1)
    try bench.director.advance(to: 1200)
    #expect(try shown == 1)
    #expect(try bench.director.service(Bench.web).counters.connections == 0)
  }

  @Test func `Without estimation the counters stand still`() throws {
    try prepare()
    try bench.director.setSysctl(#require(SysctlName(rawValue: "run_estimation")), to: "0")
    try bench.director.advance(to: 1000)
    #expect(try shown == 0)
    try bench.director.setSysctl(#require(SysctlName(rawValue: "run_estimation")), to: "1")
    try bench.director.advance(to: 1007)
    #expect(try shown == 0)
    try bench.director.advance(to: 1008)
    #expect(try shown == 1)
  }
}
