internal import IPVS

/// A key as records hold it.
struct PackedKey: Equatable {
  let client: PackedAddress
  let virtual: PackedAddress
  /// The client's port and the virtual one.
  let ports: UInt32
  /// The transport protocol, and what the key is for.
  private let rest: UInt32

  @inline(__always)
  init(
    client: PackedAddress, clientPort: UInt16, virtual: PackedAddress, virtualPort: UInt16,
    transport: UInt16, isTemplate: Bool, isIPv6: Bool
  ) {
    self.client = client
    self.virtual = virtual
    ports = UInt32(clientPort) << 16 | UInt32(virtualPort)
    rest =
      UInt32(transport) | (isTemplate ? PackedKey.template : 0) | (isIPv6 ? PackedKey.ipv6 : 0)
  }

  private static var template: UInt32 { 1 << 16 }
  private static var ipv6: UInt32 { 1 << 17 }

  var transport: TransportProtocol {
    TransportProtocol(rawValue: UInt16(truncatingIfNeeded: rest))
  }

  /// Whether it is a template's.
  var isTemplate: Bool { rest & PackedKey.template != 0 }

  /// Whether the client and the virtual address are of IPv6.
  var isIPv6: Bool { rest & PackedKey.ipv6 != 0 }

  /// The virtual address and port.
  var virtualEndpoint: Endpoint {
    Endpoint(virtual.address(isIPv6: isIPv6), port: UInt16(truncatingIfNeeded: ports))
  }

  /// The client's address and port.
  var clientEndpoint: Endpoint {
    Endpoint(client.address(isIPv6: isIPv6), port: UInt16(truncatingIfNeeded: ports >> 16))
  }

  /// The key of the same client's other packets: those that come from another address and port.
  @inline(__always)
  func replacingVirtual(_ address: PackedAddress, port: UInt16) -> PackedKey {
    PackedKey(
      client: client, virtual: address, ports: ports & ~0xffff | UInt32(port), rest: rest)
  }

  @inline(__always)
  private init(client: PackedAddress, virtual: PackedAddress, ports: UInt32, rest: UInt32) {
    self.client = client
    self.virtual = virtual
    self.ports = ports
    self.rest = rest
  }

  @inline(__always)
  init(_ key: ConnectionKey) {
    self.init(
      client: PackedAddress(key.client.address), clientPort: key.client.port,
      virtual: PackedAddress(key.virtual.address), virtualPort: key.virtual.port,
      transport: key.transport.rawValue, isTemplate: key.kind == .template,
      isIPv6: key.client.address.isIPv6)
  }

  /// The same for the same key, everywhere and always; the upper bits are the best.
  var hash: UInt64 {
    @inline(__always) get {
      let addresses =
        PackedKey.fold(client) &* 0x9e37_79b9_7f4a_7c15
        ^ PackedKey.fold(virtual) &* 0xc2b2_ae3d_27d4_eb4f
      let numbers = (UInt64(ports) << 32 | UInt64(rest)) &* 0xbf58_476d_1ce4_e5b9
      let sum = addresses &+ numbers
      return (sum ^ sum >> 29) &* 0x94d0_49bb_1331_11eb
    }
  }

  /// An address in one word.
  @inline(__always)
  private static func fold(_ address: PackedAddress) -> UInt64 {
    address.high &* 0x165_667b_19e3_779f ^ address.low
  }
}

extension IPAddress {
  /// Whether it is one of IPv6.
  var isIPv6: Bool {
    @inline(__always) get {
      switch self {
      case .v4: false
      case .v6: true
      }
    }
  }
}
