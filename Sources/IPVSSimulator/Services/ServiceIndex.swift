internal import IPVS

/// Services by what a packet says of them: a hash table of services that are linked by themselves.
///
/// It owns nobody; the table of services does.
struct ServiceIndex: ~Copyable {
  /// The first service of each chain.
  private var heads: UnsafeMutableBufferPointer<Unmanaged<VirtualService>?>
  private var count = 0

  init() {
    heads = ServiceIndex.emptyHeads(64)
  }

  deinit { heads.deallocate() }

  /// The service of an address, a port and a protocol.
  @inline(__always)
  func service(
    _ transport: TransportProtocol, _ address: IPAddress, port: UInt16
  ) -> VirtualService? {
    find(PackedKey(service: transport, address, port: port))
  }

  /// The service of a firewall mark.
  func service(_ mark: UInt32, isIPv6: Bool) -> VirtualService? {
    find(PackedKey(mark: mark, isIPv6: isIPv6))
  }

  mutating func insert(_ service: VirtualService) {
    if count == heads.count { grow() }
    count += 1
    link(service)
  }

  mutating func remove(_ service: VirtualService) {
    let place = place(of: service.key)
    let next = service.nextOfChain
    if heads[place]?.takeUnretainedValue() === service {
      heads[place] = next
    } else {
      var before = heads[place]
      while let other = before?.takeUnretainedValue() {
        before = other.nextOfChain
        guard before?.takeUnretainedValue() === service else { continue }
        other.nextOfChain = next
        break
      }
    }
    service.nextOfChain = nil
    count -= 1
  }

  private func find(_ key: PackedKey) -> VirtualService? {
    var next = heads[place(of: key)]
    while let service = next {
      let (isIt, after) = service._withUnsafeGuaranteedRef { ($0.key == key, $0.nextOfChain) }
      if isIt { return service.takeUnretainedValue() }
      next = after
    }
    return nil
  }

  private mutating func link(_ service: VirtualService) {
    let place = place(of: service.key)
    service.nextOfChain = heads[place]
    heads[place] = Unmanaged.passUnretained(service)
  }

  private mutating func grow() {
    let old = heads
    heads = ServiceIndex.emptyHeads(2 * old.count)
    for head in old {
      var next = head
      while let service = next?.takeUnretainedValue() {
        next = service.nextOfChain
        link(service)
      }
    }
    old.deallocate()
  }

  private func place(of key: PackedKey) -> Int {
    Int(truncatingIfNeeded: key.hash &>> 32) & (heads.count &- 1)
  }

  private static func emptyHeads(
    _ count: Int
  ) -> UnsafeMutableBufferPointer<Unmanaged<VirtualService>?> {
    let heads = UnsafeMutableBufferPointer<Unmanaged<VirtualService>?>.allocate(capacity: count)
    heads.initialize(repeating: nil)
    return heads
  }
}

extension PackedKey {
  /// The key of a service by its identity.
  init(_ identity: ServiceIdentity) {
    switch identity {
    case .endpoint(let transport, let endpoint):
      self.init(service: transport, endpoint.address, port: endpoint.port)
    case .firewallMark(let mark, let family):
      self.init(mark: mark, isIPv6: family == .ipv6)
    }
  }

  @inline(__always)
  fileprivate init(service transport: TransportProtocol, _ address: IPAddress, port: UInt16) {
    self.init(
      client: .zero, clientPort: 0, virtual: PackedAddress(address), virtualPort: port,
      transport: transport.rawValue, isTemplate: false, isIPv6: address.isIPv6)
  }

  /// A mark is told from an address by what is set in a template's key.
  fileprivate init(mark: UInt32, isIPv6: Bool) {
    self.init(
      client: .zero, clientPort: 0, virtual: PackedAddress(low: UInt64(mark)), virtualPort: 0,
      transport: 0, isTemplate: true, isIPv6: isIPv6)
  }
}
