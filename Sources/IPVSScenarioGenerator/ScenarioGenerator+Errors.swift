internal import IPVS

extension ScenarioGenerator {
  /// An ICMP error: mostly about a packet of a connection that is there.
  mutating func icmpError() -> String {
    let kind = random.pick(
      ["unreachable", "host-unreachable", "too-big", "time-exceeded"], ["parameter-problem"],
      oddly: 8)
    guard random.chance(75), let (entry, transport) = connection() else {
      // One that no packet was sent of cannot be closed later.
      guard !flows.isEmpty else { return packet() }
      let flow = random.pick(flows)
      return "icmp \(kind) from \(sender(flow.client)) about \(flow.transport.rawValue)"
        + " \(flow.virtual) \(flow.client)\(flow.suffix)"
    }
    let protocolName = transport.rawValue
    let client = "\(entry.client)"
    if random.chance(60) {
      let mark = random.chance(10) ? " mark \(random.pick(Cast.marks))" : ""
      return "icmp \(kind) from \(sender(client)) about \(protocolName)"
        + " \(entry.virtual) \(client)\(mark)"
    }
    let isTranslated = random.chance(8) ? random.chance(50) : isMasquerading(entry.destination)
    let target = isTranslated ? entry.destination : entry.virtual
    let server = "\(entry.destination.address)"
    return "icmp \(kind) from \(sender("\(entry.destination)")) about \(protocolName)"
      + " \(client) \(target) at \(server)"
  }

  /// Who says that a packet was lost: whoever it went to, or a router.
  private mutating func sender(_ target: String) -> String {
    let address = Cast.address(of: target)
    let family: AddressFamily = address.contains(":") ? .ipv6 : .ipv4
    return random.chance(30) ? Cast.router(family) : address
  }

  /// A packet of IPsec: mostly between two that exchanged keys.
  mutating func securityPayload() -> String {
    let name = random.pick(["ah", "esp"])
    if random.chance(35), let (entry, _) = connection() {
      return isMasquerading(entry.destination)
        ? "reply \(name) \(entry.destination.address) \(entry.client.address)"
        : "reply \(name) \(entry.virtual.address) \(entry.client.address)"
          + " from \(entry.destination.address)"
    }
    let exchanges = flows.filter { $0.client.hasSuffix(":500") }
    guard !flows.isEmpty else { return packet() }
    let flow = random.pick(exchanges.isEmpty || random.chance(20) ? flows : exchanges)
    return "packet \(name) \(Cast.address(of: flow.client)) \(Cast.address(of: flow.virtual))"
      + flow.suffix
  }
}
