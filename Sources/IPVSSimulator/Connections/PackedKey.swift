internal import IPVS

/// A key as records hold it.
struct PackedKey: Equatable {
  private var client: PackedAddress
  private var virtual: PackedAddress
  private var ports: UInt32
  private var rest: UInt32

  init(
    client: PackedAddress, clientPort: UInt16, virtual: PackedAddress, virtualPort: UInt16,
    transport: UInt16, isTemplate: Bool, isIPv6: Bool
  ) {
    self.client = client
    self.virtual = virtual
    ports = UInt32(clientPort) << 16 | UInt32(virtualPort)
    rest = UInt32(transport) | (isTemplate ? 1 << 16 : 0) | (isIPv6 ? 1 << 17 : 0)
  }

  init(_ key: ConnectionKey) {
    self.init(
      client: PackedAddress(key.client.address), clientPort: key.client.port,
      virtual: PackedAddress(key.virtual.address), virtualPort: key.virtual.port,
      transport: key.transport.rawValue, isTemplate: key.kind == .template,
      isIPv6: key.client.address.family == .ipv6)
  }

  /// The same for the same key, everywhere and always.
  var hash: UInt64 {
    var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
    hash = PackedKey.mix(hash, client.high)
    hash = PackedKey.mix(hash, client.low)
    hash = PackedKey.mix(hash, virtual.high)
    hash = PackedKey.mix(hash, virtual.low)
    return PackedKey.mix(hash, UInt64(ports) << 32 | UInt64(rest))
  }

  /// Takes a word into a hash.
  static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word) &* 0xbf58_476d_1ce4_e5b9
    return product ^ product >> 29
  }
}
