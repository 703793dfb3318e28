import IPVS

/// The order in which 1.31 lists services and destinations.
///
/// It subtracts 32-bit numbers and reads the result as signed, so the relation is not transitive:
/// 200.0.0.1 can come before 1.0.0.1. What comes out depends on the way of sorting, hence a merge
/// sort of our own.
enum HistoricalOrder {
  /// The places of services by mark, family, protocol, address and port.
  static func order(of services: [Service]) -> [Int] {
    order(of: services.map { ServiceKey($0.identity) }) { $0.difference(from: $1) }
  }

  /// The places of destinations by address and port.
  static func order(of destinations: [Destination]) -> [Int] {
    order(of: destinations.map { EndpointKey($0.endpoint) }) { $0.difference(from: $1) }
  }

  private static func order<Key>(
    of keys: [Key], by difference: (Key, Key) -> Int
  ) -> [Int] {
    var order = Array(keys.indices)
    guard order.count > 1 else { return order }
    var spare = order
    keys.withUnsafeBufferPointer { keys in
      order.withUnsafeMutableBufferPointer { order in
        spare.withUnsafeMutableBufferPointer { spare in
          mergeSort(0..<keys.count, in: order, spare) { difference(keys[$0], keys[$1]) <= 0 }
        }
      }
    }
    return order
  }

  /// Sorts a range of places; what is equal stays in its order.
  private static func mergeSort(
    _ range: Range<Int>, in order: UnsafeMutableBufferPointer<Int>,
    _ spare: UnsafeMutableBufferPointer<Int>, by mayStay: (Int, Int) -> Bool
  ) {
    guard range.count > 1 else { return }
    let middle = range.lowerBound + range.count / 2
    mergeSort(range.lowerBound..<middle, in: order, spare, by: mayStay)
    mergeSort(middle..<range.upperBound, in: order, spare, by: mayStay)
    for place in range { spare[place] = order[place] }
    var (first, second) = (range.lowerBound, middle)
    for place in range {
      let takesFirst =
        second == range.upperBound
        || (first < middle && mayStay(spare[first], spare[second]))
      order[place] = spare[takesFirst ? first : second]
      if takesFirst { first += 1 } else { second += 1 }
    }
  }
}

/// What services are put into order by.
private struct ServiceKey {
  private let mark: UInt32
  private let family: UInt16
  private let transport: UInt16
  private let endpoint: EndpointKey

  init(_ identity: ServiceIdentity) {
    family = identity.family.rawValue
    switch identity {
    case .endpoint(let transport, let endpoint):
      mark = 0
      self.transport = transport.rawValue
      self.endpoint = EndpointKey(endpoint)
    case .firewallMark(let mark, _):
      self.mark = mark
      transport = 0
      endpoint = EndpointKey(Endpoint(.v4(IPv4Address(rawValue: 0))))
    }
  }

  /// Negative where it comes before the other one.
  func difference(from other: ServiceKey) -> Int {
    let byMark = mark.wrapped(from: other.mark)
    if byMark != 0 { return byMark }
    if family != other.family { return family < other.family ? -1 : 1 }
    if transport != other.transport { return transport < other.transport ? -1 : 1 }
    return endpoint.difference(from: other.endpoint)
  }
}

/// What destinations are put into order by: addresses word by word, then ports.
private struct EndpointKey {
  private let words: (UInt32, UInt32, UInt32, UInt32)
  private let isIPv6: Bool
  private let port: UInt16

  init(_ endpoint: Endpoint) {
    port = endpoint.port
    switch endpoint.address {
    case .v4(let address): (words, isIPv6) = ((address.rawValue, 0, 0, 0), false)
    case .v6(let address): (words, isIPv6) = (address.words, true)
    }
  }

  /// Negative where it comes before the other one; the left one decides how many words count.
  func difference(from other: EndpointKey) -> Int {
    var byAddress = words.0.wrapped(from: other.words.0)
    if isIPv6 {
      if byAddress == 0 { byAddress = words.1.wrapped(from: other.words.1) }
      if byAddress == 0 { byAddress = words.2.wrapped(from: other.words.2) }
      if byAddress == 0 { byAddress = words.3.wrapped(from: other.words.3) }
    }
    return byAddress != 0 ? byAddress : Int(port) - Int(other.port)
  }
}

extension UInt32 {
  /// The difference from another number, cut to 32 bits and read as signed.
  fileprivate func wrapped(from other: UInt32) -> Int {
    Int(Int32(bitPattern: self &- other))
  }
}
