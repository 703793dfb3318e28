internal import IPVS

/// Some addresses, looked up for every packet: with a hash that costs little, unlike `Set`'s.
struct AddressSet: ~Copyable {
  /// A place for each address and as many free ones at least; a power of two.
  private let places: UnsafeMutableBufferPointer<IPAddress?>

  init(_ addresses: some Collection<IPAddress>) {
    var room = 2
    while room < 2 * addresses.count { room *= 2 }
    places = .allocate(capacity: room)
    places.initialize(repeating: nil)
    for address in addresses { places[place(of: address)] = address }
  }

  deinit { places.deallocate() }

  func contains(_ address: IPAddress) -> Bool { places[place(of: address)] != nil }

  /// Where an address is, or would be.
  private func place(of address: IPAddress) -> Int {
    let packed = PackedAddress(address)
    let hash = (packed.high &* 0x165_667b_19e3_779f ^ packed.low) &* 0x9e37_79b9_7f4a_7c15
    let last = places.count &- 1
    var place = Int(truncatingIfNeeded: hash >> 32) & last
    while let other = places[place], other != address { place = (place &+ 1) & last }
    return place
  }
}
