import IPVS

/// The order in which 1.31 lists services and destinations.
///
/// It subtracts 32-bit numbers and reads the result as signed, so the relation is not transitive:
/// 200.0.0.1 can come before 1.0.0.1. What comes out depends on the way of sorting, hence a merge
/// sort of our own.
///
/// The value is kept for many listings, so that its memory is taken once.
struct HistoricalOrder {
  private var order: [Int] = []
  private var spare: [Int] = []
  private var numbers = PlainNumbers()
  private var endpoints: [EndpointKey] = []

  /// The places of services by mark, family, protocol, address and port.
  mutating func places(of services: [Service]) -> [Int] {
    if numbers.take(services) {
      sortByNumbers()
    } else {
      let keys = services.map { ServiceKey($0.identity) }
      sort(keys.count) { keys[$0].difference(from: keys[$1]) <= 0 }
    }
    return order
  }

  /// The places of destinations by address and port.
  mutating func places(of destinations: [Destination]) -> [Int] {
    // The newest comes first in the kernel, and mostly they were added in order.
    if PlainNumbers.areFalling(destinations) {
      order.removeAll(keepingCapacity: true)
      var place = destinations.count
      while place > 0 {
        place -= 1
        order.append(place)
      }
    } else if numbers.take(destinations) {
      sortByNumbers()
    } else {
      endpoints.removeAll(keepingCapacity: true)
      for destination in destinations { endpoints.append(EndpointKey(destination.endpoint)) }
      let keys = endpoints
      sort(keys.count) { keys[$0].difference(from: keys[$1]) <= 0 }
    }
    return order
  }

  private mutating func sortByNumbers() {
    let values = numbers.values
    sort(values.count) { values[$0] <= values[$1] }
  }

  /// Puts so many places into order.
  ///
  /// - Parameter mayStay: whether what is at the first place may come before what is at the second.
  private mutating func sort(_ count: Int, by mayStay: (Int, Int) -> Bool) {
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: 0..<count)
    spare.removeAll(keepingCapacity: true)
    spare.append(contentsOf: 0..<count)
    order.withUnsafeMutableBufferPointer { order in
      spare.withUnsafeMutableBufferPointer { spare in
        guard let order = order.baseAddress, let spare = spare.baseAddress else { return }
        Self.mergeSort(count, order, spare, by: mayStay)
      }
    }
  }

  /// Sorts so many places; what is equal stays in its order.
  private static func mergeSort(
    _ count: Int, _ order: UnsafeMutablePointer<Int>, _ spare: UnsafeMutablePointer<Int>,
    by mayStay: (Int, Int) -> Bool
  ) {
    guard count > 1 else { return }
    let middle = count / 2
    mergeSort(middle, order, spare, by: mayStay)
    mergeSort(count - middle, order + middle, spare, by: mayStay)
    // The left half is put aside; what is left of the right one is in its place already.
    spare.update(from: order, count: middle)
    var (first, second, place) = (0, middle, 0)
    while first < middle, second < count {
      if mayStay(spare[first], order[second]) {
        order[place] = spare[first]
        first += 1
      } else {
        order[place] = order[second]
        second += 1
      }
      place += 1
    }
    while first < middle {
      order[place] = spare[first]
      first += 1
      place += 1
    }
  }
}

/// Services or destinations as numbers, where the order is that of numbers: all have IPv4 addresses,
/// and these are not so far apart that a difference could be read as its opposite.
private struct PlainNumbers {
  private(set) var values: [UInt64] = []
  private var least = UInt32.max
  private var most: UInt32 = 0

  /// Whether each of the destinations comes behind the next one.
  static func areFalling(_ destinations: [Destination]) -> Bool {
    var first: UInt64 = 0
    var last = UInt64.max
    for destination in destinations {
      guard let number = number(destination.endpoint), number < last else { return false }
      if last == .max { first = number }
      last = number
    }
    return !destinations.isEmpty && (first >> 16) - (last >> 16) < 1 << 31
  }

  /// Takes services by protocol, address and port; false where that is not their order.
  mutating func take(_ services: [Service]) -> Bool {
    begin()
    for service in services {
      guard case .endpoint(let transport, let endpoint) = service.identity,
        let number = Self.number(endpoint)
      else { return false }
      append(UInt64(transport.rawValue) << 48 | number, endpoint)
    }
    return isNarrow
  }

  /// Takes destinations by address and port; false where that is not their order.
  mutating func take(_ destinations: [Destination]) -> Bool {
    begin()
    for destination in destinations {
      guard let number = Self.number(destination.endpoint) else { return false }
      append(number, destination.endpoint)
    }
    return isNarrow
  }

  private mutating func begin() {
    values.removeAll(keepingCapacity: true)
    (least, most) = (.max, 0)
  }

  private mutating func append(_ value: UInt64, _ endpoint: Endpoint) {
    values.append(value)
    guard case .v4(let address) = endpoint.address else { return }
    least = min(least, address.rawValue)
    most = max(most, address.rawValue)
  }

  private static func number(_ endpoint: Endpoint) -> UInt64? {
    guard case .v4(let address) = endpoint.address else { return nil }
    return UInt64(address.rawValue) << 16 | UInt64(endpoint.port)
  }

  /// Whether no difference of two addresses is half of all addresses or more.
  private var isNarrow: Bool { most < least || most - least < 1 << 31 }
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
