internal import IPVS

/// What the director's host knows of addresses.
struct Surroundings: ~Copyable {
  /// The network, once it is laid; until then every packet is one that balancing is asked for.
  var network: Network? {
    didSet {
      virtual = AddressSet(network?.virtual ?? [])
      clients = AddressSet(network?.clients ?? [])
    }
  }
  /// The network's addresses, for every packet to be looked up.
  private(set) var virtual = AddressSet([])
  private(set) var clients = AddressSet([])
  /// The broadcast addresses of the interfaces' networks, besides that of the loopback.
  var broadcasts: Set<IPv4Address> = []

  /// Whether an address is one of the director's own.
  func isOwn(_ address: IPAddress) -> Bool {
    virtual.contains(address) || isLoopback(address)
  }

  /// Whether an address is the host's own on every host.
  func isLoopback(_ address: IPAddress) -> Bool {
    switch address {
    case .v4(let address): address.isLoopback
    case .v6(let address): address.isLoopback
    }
  }

  /// Whether the host discards a packet before balancing sees it, for its addresses.
  ///
  /// A packet cannot have come from a loopback, multicast or broadcast address or, with IPv4, from
  /// nowhere, and cannot come to a loopback address. From another address of the host's own it can
  /// (with IPv4 a kernel wants `accept_local` for that).
  func discards(_ packet: Packet) -> Bool {
    guard network != nil else { return false }
    switch (packet.source.address, packet.destination.address) {
    case (.v4(let source), .v4(let destination)):
      return source.isLoopback || source.rawValue == 0 || source.rawValue == .max
        || source.isMulticast || destination.isLoopback || destination.rawValue == 0
    case (.v6(let source), .v6(let destination)):
      return source.isLoopback || source.isMulticast || destination.isLoopback
    case (.v4, .v6), (.v6, .v4): return false
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

extension IPv4Address {
  /// Whether it is in 127.0.0.0/8.
  fileprivate var isLoopback: Bool { rawValue >> 24 == 127 }
}

extension IPv6Address {
  /// Whether it is `::1`.
  fileprivate var isLoopback: Bool { high == 0 && low == 1 }
}
