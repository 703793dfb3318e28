internal import IPVS

/// Some addresses, looked up for every packet: with a hash that costs little, unlike `Set`'s.
struct AddressSet {
  /// A place for each address and as many free ones at least; a power of two.
  private var places: [IPAddress?]

  init(_ addresses: some Collection<IPAddress>) {
    var room = 2
    while room < 2 * addresses.count { room *= 2 }
    places = [IPAddress?](repeating: nil, count: room)
    for address in addresses {
      let place = place(of: address)
      places[place] = address
    }
  }

  func contains(_ address: IPAddress) -> Bool { places[place(of: address)] != nil }

  /// Where an address is, or would be.
  private func place(of address: IPAddress) -> Int {
    let packed = PackedAddress(address)
    let hash = PackedKey.mix(PackedKey.mix(0, packed.high), packed.low)
    var place = Int(truncatingIfNeeded: hash) & (places.count - 1)
    while let other = places[place], other != address { place = (place + 1) & (places.count - 1) }
    return place
  }
}
