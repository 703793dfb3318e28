import IPVS
import IPVSScenario
import IPVSScenarioGenerator
import IPVSSimulator
import Testing

/// A director that is slow to look at, as a kernel is: what it lists is read in its slot, and made text
/// of at the end.
@Suite struct SnapshotTests {
  @Test(arguments: 0..<10)
  func `A transcript is the same when listings are made text of at the end`(_ number: Int) throws {
    let text = try ScenarioGenerator.scenario(seed: 6, number: number, events: 80).text
    let scenario = try Scenario(reading: text)
    let slow = SlowDirector()
    let transcript = try scenario.run(on: slow)
    #expect(try scenario.run(on: SimulatedDirector()) == transcript)
    #expect(slow.taken > 0)
  }

  @Test func `The version that is printed is the director's own`() throws {
    let scenario = try Scenario(reading: Array("ipvsadm -Ln\n".utf8))
    let slow = SlowDirector()
    slow.version = 0x0a_0b0c
    let transcript = String(decoding: try scenario.run(on: slow), as: UTF8.self)
    #expect(transcript.contains("| IP Virtual Server version 10.11.12 (size=4096)\n"))
  }

  @Test func `A director that cannot be read then ends the run`() throws {
    let scenario = try Scenario(reading: Array("ipvsadm -Ln\nipvsadm -Lcn\n".utf8))
    let slow = SlowDirector()
    slow.isBroken = true
    #expect(
      throws: ScenarioFailure(
        line: 2, cause: .director(DirectorError(.transport, .ioError)))
    ) { try scenario.run(on: slow) }
  }
}

private final class SlowDirector: SnapshotDirector, DataPlane {
  var taken = 0
  var isBroken = false
  var version: UInt32 = 0x01_0201
  private let director = SimulatedDirector()

  func takeConnections(
    in slot: UInt64
  ) throws(ScenarioFailure.Cause) -> () throws(DirectorError) -> [ConnectionEntry] {
    var entries: [ConnectionEntry] = []
    do {
      try director.advance(to: slot)
      try director.forEachConnection { entry in
        entries.append(entry)
        return .more
      }
    } catch {
      Issue.record(error)
    }
    taken += 1
    let isBroken = isBroken
    return { () throws(DirectorError) in
      if isBroken { throw DirectorError(.transport, .ioError) }
      return entries.reversed()
    }
  }

  func prepare(_ network: Network) throws(DataPlaneError) { try director.prepare(network) }
  func advance(to slot: UInt64) throws(DataPlaneError) { try director.advance(to: slot) }
  func send(_ packet: Packet) throws(DataPlaneError) -> Verdict { try director.send(packet) }
  func send(_ error: ICMPError) throws(DataPlaneError) -> Verdict { try director.send(error) }
  func send(
    _ packet: Packet, carrying data: ByteString
  ) throws(DataPlaneError) -> Verdict {
    try director.send(packet, carrying: data)
  }

  func information() throws(DirectorError) -> DirectorInformation {
    DirectorInformation(
      version: DirectorInformation.Version(rawValue: version), connectionTableSize: 256)
  }
  func services() throws(DirectorError) -> [Service] { try director.services() }
  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    try director.service(identity)
  }
  func timeouts() throws(DirectorError) -> Timeouts { try director.timeouts() }
  func daemons() throws(DirectorError) -> [SyncDaemon] { try director.daemons() }
  func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    Issue.record("the table is read in its slot only")
  }
  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    try director.submit(changes)
  }
  func sysctlNames() throws(DirectorError) -> [SysctlName] { try director.sysctlNames() }
  func sysctl(_ name: SysctlName) throws(DirectorError) -> String { try director.sysctl(name) }
  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    try director.setSysctl(name, to: value)
  }
}
