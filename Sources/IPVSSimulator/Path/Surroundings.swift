internal import IPVS

/// What the director's host knows of addresses.
struct Surroundings {
  /// The network, once it is laid; until then every packet is one that balancing is asked for.
  var network: Network?
  /// The broadcast addresses of the interfaces' networks, besides that of the loopback.
  var broadcasts: Set<IPv4Address> = []

  /// Whether an address is one of the director's own.
  func isOwn(_ address: IPAddress) -> Bool {
    if let network, network.virtual.contains(address) { return true }
    switch address {
    case .v4(let address): return address.rawValue >> 24 == 127
    case .v6(let address): return address.high == 0 && address.low == 1
    }
  }

  /// Whether an address may be a server's: unicast or the director's own.
  ///
  /// IPv4: neither 0.0.0.0, nor multicast, nor broadcast. IPv6: neither `::`, nor multicast, nor
  /// link-local, nor an IPv4 address in a mapped form.
  func isServerAddress(_ address: IPAddress) -> Bool {
    if case .v4(let address) = address,
      address == IPv4Address(127, 255, 255, 255) || broadcasts.contains(address)
    {
      return false
    }
    if isOwn(address) { return true }
    switch address {
    case .v4(let address):
      return address.rawValue != 0 && address.rawValue != .max && !address.isMulticast
    case .v6(let address):
      let isLinkLocal = address.high >> 54 == 0xfe80 >> 6
      let isMapped = address.high == 0 && address.low >> 32 == 0xffff
      let isUnspecified = address.high == 0 && address.low == 0
      return !address.isMulticast && !isLinkLocal && !isMapped && !isUnspecified
    }
  }
}
