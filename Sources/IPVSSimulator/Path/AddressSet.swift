internal import IPVS

/// Some addresses, looked up for every packet: with a hash that costs little, unlike `Set`'s.
struct AddressSet: ~Copyable {
  /// A place for each address and as many free ones at least; a power of two.
  private let places: UnsafeMutableBufferPointer<Place>

  private struct Place {
    var address = PackedAddress.zero
    var content = Content.nothing
  }

  private enum Content: UInt8 {
    case nothing
    case ipv4
    case ipv6
  }

  init(_ addresses: some Collection<IPAddress>) {
    var room = 2
    while room < 2 * addresses.count { room *= 2 }
    places = .allocate(capacity: room)
    places.initialize(repeating: Place())
    for address in addresses { insert(address) }
  }

  deinit { places.deallocate() }

  func contains(_ address: IPAddress) -> Bool {
    places[place(of: PackedAddress(address), AddressSet.content(address))].content != .nothing
  }

  private func insert(_ address: IPAddress) {
    let content = AddressSet.content(address)
    let packed = PackedAddress(address)
    places[place(of: packed, content)] = Place(address: packed, content: content)
  }

  @inline(__always)
  private static func content(_ address: IPAddress) -> Content {
    switch address {
    case .v4: .ipv4
    case .v6: .ipv6
    }
  }

  /// Where an address is, or would be.
  @inline(__always)
  private func place(of address: PackedAddress, _ content: Content) -> Int {
    let hash = (address.high &* 0x165_667b_19e3_779f ^ address.low) &* 0x9e37_79b9_7f4a_7c15
    let last = places.count &- 1
    var place = Int(truncatingIfNeeded: hash >> 32) & last
    while places[place].content != .nothing,
      places[place].content != content || places[place].address != address
    {
      place = (place &+ 1) & last
    }
    return place
  }
}
