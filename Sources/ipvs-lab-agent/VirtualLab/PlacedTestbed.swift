internal import IPVS
internal import IPVSScenario

/// One of two directors: its namespace is entered whenever it is used.
final class PlacedTestbed: Director, DataPlane, SnapshotDirector {
  let namespace: NetworkNamespace
  private let testbed: KernelTestbed

  init(_ testbed: KernelTestbed, in namespace: NetworkNamespace) {
    self.testbed = testbed
    self.namespace = namespace
  }

  private func entered() throws(DirectorError) -> KernelTestbed {
    do throws(AgentError) {
      try namespace.enter()
    } catch {
      throw DirectorError(.transport, .ioError)
    }
    return testbed
  }

  private func enteredPlane() throws(DataPlaneError) -> KernelTestbed {
    do throws(DirectorError) {
      return try entered()
    } catch {
      throw DataPlaneError(.network, error.errno)
    }
  }
}

extension PlacedTestbed {
  func prepare(_ network: Network) throws(DataPlaneError) {
    try enteredPlane().prepare(network)
  }

  func advance(to slot: UInt64) throws(DataPlaneError) { try testbed.advance(to: slot) }

  func send(_ packet: IPVS.Packet) throws(DataPlaneError) -> Verdict {
    try enteredPlane().send(packet)
  }

  func send(_ error: ICMPError) throws(DataPlaneError) -> Verdict {
    try enteredPlane().send(error)
  }

  func send(
    _ packet: IPVS.Packet, carrying data: ByteString
  ) throws(DataPlaneError) -> Verdict {
    try enteredPlane().send(packet, carrying: data)
  }

  func takeConnections(
    in slot: UInt64
  ) throws(ScenarioFailure.Cause) -> () throws(DirectorError) -> [ConnectionEntry] {
    do throws(DirectorError) {
      _ = try entered()
    } catch {
      throw .director(error)
    }
    return try testbed.takeConnections(in: slot)
  }
}

extension PlacedTestbed {
  func information() throws(DirectorError) -> DirectorInformation { try entered().information() }

  func services() throws(DirectorError) -> [Service] { try entered().services() }

  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    try entered().service(identity)
  }

  func timeouts() throws(DirectorError) -> Timeouts { try entered().timeouts() }

  func daemons() throws(DirectorError) -> [SyncDaemon] { try entered().daemons() }

  func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    try entered().forEachConnection(body)
  }

  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    try entered().submit(changes)
  }

  func sysctlNames() throws(DirectorError) -> [SysctlName] { try entered().sysctlNames() }

  func sysctl(_ name: SysctlName) throws(DirectorError) -> String { try entered().sysctl(name) }

  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    try entered().setSysctl(name, to: value)
  }
}
