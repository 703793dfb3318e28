internal import IPVS
internal import IPVSScenario

/// Two directors of the kernel, each in a network namespace of its own, with a cable between them for
/// synchronization.
struct KernelPair {
  let first: PlacedTestbed
  let second: PlacedTestbed

  /// The name of the cable's two ends.
  private static let cable: StaticString = "sync0"
  /// The number of the cable's ends, behind those of all devices of clients and servers.
  private static let cableIndex: Int32 = 1 << 20

  /// Two fresh ones, whose slot 0 lies as a scenario needs it.
  init(for scenario: Scenario) throws(AgentError) {
    let testbed = try KernelTestbed(for: scenario)
    first = PlacedTestbed(testbed, in: try NetworkNamespace())
    second = PlacedTestbed(try KernelTestbed(beside: testbed), in: try NetworkNamespace())

    try first.namespace.enter()
    try VirtualNetwork.quieten()
    try second.namespace.enter()
    try VirtualNetwork.quieten()
    try RouteMessage.submit([
      .addCable(Self.cable, index: Self.cableIndex, to: first.namespace.descriptor)
    ])
    try second.namespace.enter()
    try Self.setUp(2)
    try first.namespace.enter()
    try Self.setUp(1)
  }

  /// Sets an end of the cable up, with addresses that no scenario has.
  private static func setUp(_ end: UInt8) throws(AgentError) {
    try RouteMessage.submit([
      .setUp(index: cableIndex),
      .addAddress(
        .v4(IPv4Address(169, 254, 88, end)), prefixLength: 32, index: UInt32(cableIndex)),
      .addAddress(
        .v6(IPv6Address(high: 0xfe80 << 48, low: UInt64(end))), prefixLength: 64,
        index: UInt32(cableIndex)),
    ])
  }
}
