internal import Glibc
internal import IPVS

/// The network namespace that the agent is in.
enum Namespace {
  /// Leaves the network namespace for a fresh one, which the kernel gives an empty IPVS.
  ///
  /// It has `lo`, a dummy interface `dm0` without addresses, and one called `eth0` with an address
  /// of both families, over which everything is routed and where everything vanishes.
  static func enterFresh() throws(AgentError) {
    try checked(unshare(newNetworkNamespace), "cannot make a network namespace")
    try RouteMessage.submit([
      .setUp(index: 1),
      .addDummy("dm0", index: 2),
      .addDummy("eth0", index: 3),
      .addAddress(.v4(IPv4Address(192, 0, 2, 10)), prefixLength: 24, index: 3),
      .addAddress(
        .v6(IPv6Address(high: 0x2001_0db8_ffff_0000, low: 0x10)), prefixLength: 64, index: 3),
      .addDefaultRoute(.ipv4, index: 3),
      .addDefaultRoute(.ipv6, index: 3),
    ])
  }
}
