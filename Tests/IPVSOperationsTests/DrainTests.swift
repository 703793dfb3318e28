import IPVS
import IPVSOperations
import IPVSSimulator
import Testing

/// What a drain does, counts, puts back, and says where it cannot.
struct DrainTests {
  private static let setting = SysctlName.expireQuiescentTemplate

  private static func weights(_ world: DrainWorld) throws -> [Int32] {
    try world.director.services().flatMap(\.destinations)
      .filter { $0.endpoint.address == DrainWorld.server }.map(\.details.weight)
  }

  private static func drain(
    _ world: DrainWorld, _ options: DrainOptions = DrainOptions()
  ) throws -> Drain {
    Drain(try world.targets(), options, ticksPerSecond: 250)
  }

  private static func worldOfThree() throws -> DrainWorld {
    let world = DrainWorld()
    for port in [80, 81, 82] as [UInt16] { try world.addService(.tcp, port, withOther: true) }
    return world
  }

  @Test func theWeightIsZeroAndAllElseStays() throws {
    let world = try Self.worldOfThree()
    let before = try world.director.services()
    var drain = try Self.drain(world)
    try drain.begin(on: world.director)
    var expected = before
    for service in expected.indices {
      for index in expected[service].destinations.indices
      where expected[service].destinations[index].endpoint.address == DrainWorld.server {
        expected[service].destinations[index].details.weight = 0
      }
    }
    #expect(try world.director.services() == expected)
    #expect(drain.targets.map(\.details.weight) == [3, 3, 3])
    let look = try drain.look(at: world.director)
    #expect(look.isEmpty)
  }

  @Test func connectionsAndTemplatesAreCountedByService() throws {
    let world = DrainWorld()
    try world.addService(.tcp, 80, persistence: 60)
    try world.addService(.udp, 53)
    try world.send(.tcp, from: DrainWorld.client(1), to: 80, .syn)
    try world.send(.tcp, from: DrainWorld.client(2), to: 80, .syn)
    try world.send(.tcp, from: DrainWorld.client(2), to: 80, .rst)
    try world.send(.udp, from: DrainWorld.client(1), to: 53)
    var drain = try Self.drain(world)
    try drain.begin(on: world.director)
    let look = try drain.look(at: world.director)
    let counts = look.remainders.map {
      [$0.active, $0.inactive, $0.templates, $0.renamedTemplates]
    }
    // An RST in SYN_RECV from a client leaves it there.
    #expect(counts == [[2, 0, 2, 0], [0, 1, 0, 0]])
    #expect(!look.isEmpty)
  }

  @Test func renamedTemplatesBringNobodyAndAreNotWaitedFor() throws {
    let world = DrainWorld()
    try world.addService(.tcp, 80, persistence: 600, withOther: true)
    try world.director.submit(.setTimeouts(Timeouts(tcp: 10, tcpFin: 10, udp: 10)))
    for number in 1...2 as ClosedRange<UInt64> {
      try world.send(.tcp, from: DrainWorld.client(number), to: 80, .syn)
      try world.send(.tcp, from: DrainWorld.client(number), to: 80, .ack)
    }
    var drain = try Self.drain(world, DrainOptions(breaksAffinity: true))
    try drain.begin(on: world.director)
    #expect(try drain.look(at: world.director).total.templates == 1)
    // Each client comes again: nobody gets to the server.
    for number in 1...2 as ClosedRange<UInt64> {
      let client = DrainWorld.client(number, port: 2000)
      let verdict = try world.send(.tcp, from: client, to: 80, .syn)
      #expect(verdict == .forwarded(Endpoint(DrainWorld.other, port: 80), .masquerade))
    }
    try world.wait(seconds: 20)
    let look = try drain.look(at: world.director)
    #expect(look.total.renamedTemplates == 1)
    #expect(look.total.templates == 0)
    #expect(look.isEmpty)
  }

  @Test(arguments: [false, true])
  func templatesAreWaitedForUnlessTheyCanBringNobody(isOn: Bool) throws {
    let world = DrainWorld()
    try world.addService(.tcp, 80, persistence: 600)
    try world.director.submit(.setTimeouts(Timeouts(tcp: 10, tcpFin: 10, udp: 10)))
    try world.send(.tcp, from: DrainWorld.client(1), to: 80, .syn)
    try world.send(.tcp, from: DrainWorld.client(1), to: 80, .ack)
    try world.wait(seconds: 20)
    if isOn { try world.director.setSysctl(Self.setting, to: "1") }
    for breaks in [false, true] {
      for removes in [false, true] {
        var drain = try Self.drain(
          world, DrainOptions(breaksAffinity: breaks, removes: removes))
        try drain.begin(on: world.director)
        #expect(try drain.look(at: world.director).isEmpty == (isOn || (breaks && removes)))
        try drain.putBackSetting(on: world.director)
        #expect(try world.director.sysctl(Self.setting) == (isOn ? "1" : "0"))
      }
    }
  }

  @Test func inactiveConnectionsCanBeIgnored() throws {
    let world = DrainWorld()
    try world.addService(.tcp, 80)
    try world.send(.tcp, from: DrainWorld.client(1), to: 80, .syn)
    try world.send(.tcp, from: DrainWorld.client(1), to: 80, .ack)
    try world.send(.tcp, from: DrainWorld.client(1), to: 80, [.fin, .ack])
    var all = try Self.drain(world)
    try all.begin(on: world.director)
    #expect(try !all.look(at: world.director).isEmpty)
    var active = try Self.drain(world, DrainOptions(ignoresInactive: true))
    try active.begin(on: world.director)
    #expect(try active.look(at: world.director).isEmpty)
  }

  @Test func withoutTheTableTemplatesMayBeAnybodys() throws {
    let world = DrainWorld()
    try world.addService(.tcp, 80, persistence: 600)
    try world.director.submit(.setTimeouts(Timeouts(tcp: 10, tcpFin: 10, udp: 10)))
    try world.send(.tcp, from: DrainWorld.client(1), to: 80, .syn)
    try world.send(.tcp, from: DrainWorld.client(1), to: 80, .ack)
    var drain = try Self.drain(world, DrainOptions(breaksAffinity: true, removes: true))
    try drain.begin(on: world.director)
    #expect(try drain.look(at: world.director, readingConnections: false).estimate == nil)
    try world.wait(seconds: 20)
    #expect(try !drain.look(at: world.director, readingConnections: false).isEmpty)
    #expect(try drain.look(at: world.director).isEmpty)
  }

  @Test(arguments: 0...2)
  func aRefusedWeightIsPutBackEverywhere(number: Int) throws {
    let world = try Self.worldOfThree()
    let director = RefusingDirector(world.director)
    director.refused = [number]
    var drain = try Self.drain(world, DrainOptions(breaksAffinity: true))
    do throws(DrainFailure) {
      try drain.begin(on: director)
      Issue.record("nothing failed")
    } catch {
      #expect(error.step == .weight(drain.targets[number]))
      #expect(error.done.count == 2)
      #expect(error.leftQuiesced.isEmpty && !error.leftSetting)
    }
    #expect(try Self.weights(world) == [3, 3, 3])
    #expect(try world.director.sysctl(Self.setting) == "0")
  }

  @Test func whatCannotBePutBackIsSaid() throws {
    let world = try Self.worldOfThree()
    let director = RefusingDirector(world.director)
    director.refused = [1, 3]
    director.refusedSettings = [1]
    var drain = try Self.drain(world, DrainOptions(breaksAffinity: true))
    do throws(DrainFailure) {
      try drain.begin(on: director)
      Issue.record("nothing failed")
    } catch {
      #expect(error.leftQuiesced == [drain.targets[0]])
      #expect(error.leftSetting)
    }
    #expect(try Self.weights(world) == [0, 3, 3])
    #expect(try world.director.sysctl(Self.setting) == "1")
  }

  @Test func aLostAnswerIsPutBackToo() throws {
    let world = try Self.worldOfThree()
    let director = RefusingDirector(world.director)
    director.lost = [0]
    var drain = try Self.drain(world)
    #expect(throws: DrainFailure.self) { try drain.begin(on: director) }
    #expect(try Self.weights(world) == [3, 3, 3])

    director.lost = [2, 3]
    do throws(DrainFailure) {
      try drain.begin(on: director)
      Issue.record("nothing failed")
    } catch {
      #expect(error.step == .weight(nil))
    }
    do throws(DrainFailure) {
      director.lost = [4, 5]
      try drain.begin(on: director)
      Issue.record("nothing failed")
    } catch {
      #expect(error.leftQuiesced == drain.targets)
    }
  }

  @Test func aRefusedSettingChangesNothing() throws {
    let world = try Self.worldOfThree()
    let director = RefusingDirector(world.director)
    director.refusedSettings = [0]
    var drain = try Self.drain(world, DrainOptions(breaksAffinity: true))
    do throws(DrainFailure) {
      try drain.begin(on: director)
      Issue.record("nothing failed")
    } catch {
      #expect(error.step == .setting)
    }
    #expect(director.submissions == 0)
  }

  @Test func aSettingThatOthersChangeIsLeftAlone() throws {
    let world = try Self.worldOfThree()
    var drain = try Self.drain(world, DrainOptions(breaksAffinity: true))
    try drain.begin(on: world.director)
    try world.director.setSysctl(Self.setting, to: "2")
    try drain.putBackSetting(on: world.director)
    #expect(drain.setting == .changedByOthers("2"))
    #expect(try world.director.sysctl(Self.setting) == "2")
  }

  @Test(arguments: 0...2)
  func aRefusedRemovalSaysWhatIsRemoved(number: Int) throws {
    let world = try Self.worldOfThree()
    var drain = try Self.drain(world, DrainOptions(removes: true))
    try drain.begin(on: world.director)
    let director = RefusingDirector(world.director)
    director.refused = [number]
    do throws(DrainFailure) {
      try drain.remove(from: director)
      Issue.record("nothing failed")
    } catch {
      #expect(error.step == .removal(drain.targets[number]))
      #expect(
        error.done == drain.targets.enumerated().filter { $0.offset != number }.map(\.element))
    }
    #expect(try Self.weights(world) == [0])
  }

  @Test func othersChangesAreSeen() throws {
    let world = try Self.worldOfThree()
    var drain = try Self.drain(world)
    try drain.begin(on: world.director)
    let target = drain.targets[1]
    try world.director.submit(target.settingWeight(7))
    #expect(try drain.look(at: world.director).interference == .weightSet(target, 7))
    try world.director.submit(target.removal)
    #expect(try drain.look(at: world.director).interference == .serverRemoved(target))
    try world.director.submit(.deleteService(target.service))
    let look = try drain.look(at: world.director)
    #expect(look.interference == .serviceRemoved(target))
    #expect(!look.isEmpty && look.remainders.count == 3)
  }

  @Test func aSharedServerOfAnotherServiceDoesNotCount() throws {
    let world = DrainWorld()
    try world.addService(.tcp, 80, persistence: 60)
    try world.addService(.tcp, 443, persistence: 600)
    try world.send(.tcp, from: DrainWorld.client(1), to: 443, .syn)
    try world.send(.tcp, from: DrainWorld.client(1), to: 80, .syn)
    var drain = Drain(Array(try world.targets().prefix(1)), ticksPerSecond: 250)
    try drain.begin(on: world.director)
    let estimate = try #require(try drain.look(at: world.director).estimate)
    #expect((58...60).contains(estimate.notBefore))
    #expect(estimate.by < 200)
    #expect(try Self.weights(world) == [0, 3])
  }
}
