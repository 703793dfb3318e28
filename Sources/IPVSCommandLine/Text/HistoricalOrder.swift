import IPVS

/// The order in which 1.31 lists services and destinations.
///
/// It subtracts 32-bit numbers and reads the result as signed, so the relation is not transitive:
/// 200.0.0.1 can come before 1.0.0.1. What comes out depends on the way of sorting, hence a merge
/// sort of our own.
enum HistoricalOrder {
  /// Services by mark, family, protocol, address and port.
  static func sorted(_ services: [Service]) -> [Service] {
    mergeSorted(services[...]) { first, second in
      let (left, right) = (Key(first.identity), Key(second.identity))
      let byMark = difference(left.mark, right.mark)
      if byMark != 0 { return byMark }
      if left.family != right.family { return left.family < right.family ? -1 : 1 }
      if left.transport != right.transport { return left.transport < right.transport ? -1 : 1 }
      return order(left.endpoint, right.endpoint)
    }
  }

  /// Destinations by address and port.
  static func sorted(_ destinations: [Destination]) -> [Destination] {
    mergeSorted(destinations[...]) { order($0.endpoint, $1.endpoint) }
  }

  private struct Key {
    var mark: UInt32
    var family: UInt16
    var transport: UInt16
    var endpoint: Endpoint

    init(_ identity: ServiceIdentity) {
      family = identity.family.rawValue
      switch identity {
      case .endpoint(let transport, let endpoint):
        mark = 0
        self.transport = transport.rawValue
        self.endpoint = endpoint
      case .firewallMark(let mark, _):
        self.mark = mark
        transport = 0
        endpoint = Endpoint(.v4(IPv4Address(rawValue: 0)))
      }
    }
  }

  /// Addresses word by word, then ports; the left one decides how many words count.
  private static func order(_ left: Endpoint, _ right: Endpoint) -> Int {
    let (first, second) = (words(left.address), words(right.address))
    var byAddress = difference(first.0, second.0)
    if case .v6 = left.address {
      if byAddress == 0 { byAddress = difference(first.1, second.1) }
      if byAddress == 0 { byAddress = difference(first.2, second.2) }
      if byAddress == 0 { byAddress = difference(first.3, second.3) }
    }
    return byAddress != 0 ? byAddress : Int(left.port) - Int(right.port)
  }

  private static func words(_ address: IPAddress) -> (UInt32, UInt32, UInt32, UInt32) {
    switch address {
    case .v4(let address): (address.rawValue, 0, 0, 0)
    case .v6(let address): address.words
    }
  }

  private static func difference(_ left: UInt32, _ right: UInt32) -> Int {
    Int(Int32(bitPattern: left &- right))
  }

  private static func mergeSorted<Element>(
    _ elements: ArraySlice<Element>, by order: (Element, Element) -> Int
  ) -> [Element] {
    guard elements.count > 1 else { return Array(elements) }
    let middle = elements.startIndex + elements.count / 2
    let left = mergeSorted(elements[..<middle], by: order)
    let right = mergeSorted(elements[middle...], by: order)
    var merged: [Element] = []
    merged.reserveCapacity(elements.count)
    var (first, second) = (0, 0)
    while first < left.count, second < right.count {
      if order(left[first], right[second]) <= 0 {
        merged.append(left[first])
        first += 1
      } else {
        merged.append(right[second])
        second += 1
      }
    }
    merged += left[first...]
    merged += right[second...]
    return merged
  }
}
