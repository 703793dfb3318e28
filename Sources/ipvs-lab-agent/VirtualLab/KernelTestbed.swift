internal import IPVS
internal import IPVSKernel
internal import IPVSScenario

/// The kernel's director and its data plane as one thing, which a scenario is run on.
final class KernelTestbed: Director, DataPlane {
  let director: KernelDirector
  let plane: KernelDataPlane

  /// Leaves the present network namespace for a fresh one, with an empty director.
  convenience init(alignment: UInt64 = 1 << 18) throws(AgentError) {
    try self.init { () throws(DataPlaneError) in try KernelDataPlane(alignment: alignment) }
  }

  private init(
    _ makePlane: () throws(DataPlaneError) -> KernelDataPlane
  ) throws(AgentError) {
    do throws(DataPlaneError) {
      plane = try makePlane()
    } catch {
      throw .failed("cannot make a network namespace: \(error.errno)")
    }
    do throws(DirectorError) {
      director = try KernelDirector()
    } catch {
      throw .failed("no director: \(error)")
    }
  }
}

extension KernelTestbed {
  /// The same beside another one: a namespace of its own, and the same slots.
  convenience init(beside other: KernelTestbed) throws(AgentError) {
    try self.init { () throws(DataPlaneError) in try KernelDataPlane(beside: other.plane) }
  }

  /// One whose slot 0 lies where the timers of a scenario go off as from a start at 0.
  convenience init(for scenario: Scenario) throws(AgentError) {
    let bits = scenario.phaseBits(ticksPerSecond: VirtualClock.ticksPerSecond)
    try self.init(alignment: 1 << UInt64(bits))
  }
}

extension KernelTestbed {
  func prepare(_ network: Network) throws(DataPlaneError) { try plane.prepare(network) }

  func advance(to slot: UInt64) throws(DataPlaneError) { try plane.advance(to: slot) }

  func advance(toJiffy jiffy: UInt64) throws(DataPlaneError) {
    try plane.advance(toJiffy: jiffy)
  }

  func send(_ packet: IPVS.Packet) throws(DataPlaneError) -> Verdict { try plane.send(packet) }

  func send(_ error: ICMPError) throws(DataPlaneError) -> Verdict { try plane.send(error) }

  func send(
    _ packet: IPVS.Packet, carrying data: ByteString
  ) throws(DataPlaneError) -> Verdict {
    try plane.send(packet, carrying: data)
  }
}

extension KernelTestbed {
  func information() throws(DirectorError) -> DirectorInformation { try director.information() }

  func services() throws(DirectorError) -> [Service] { try director.services() }

  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    try director.service(identity)
  }

  func timeouts() throws(DirectorError) -> Timeouts { try director.timeouts() }

  func daemons() throws(DirectorError) -> [SyncDaemon] { try director.daemons() }

  func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    try director.forEachConnection(body)
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
