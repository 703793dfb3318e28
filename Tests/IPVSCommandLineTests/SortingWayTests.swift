import IPVS
import Testing

@testable import IPVSCommandLine

/// Numbers that are compared at once, and lists that are turned round, come out as the merge sort of
/// 1.31's relation puts them.
@Suite struct SortingWayTests {
  @Test(arguments: Kind.allCases)
  func `destinations come out as the plain merge sort puts them`(kind: Kind) {
    var generator = Generator(state: 131)
    for _ in 0..<400 {
      let count = Int.random(in: 0...40, using: &generator)
      var destinations = (0..<count).map { number in
        var counts = ConnectionCounts()
        counts.active = UInt32(number)
        return Destination(
          endpoint: kind.endpoint(using: &generator), details: DestinationDetails(),
          connectionCounts: counts)
      }
      let arrangement = Int.random(in: 0..<3, using: &generator)
      // Falling as the kernel has them mostly, rising, or as they are.
      if arrangement == 0 { destinations.sort { number($0.endpoint) > number($1.endpoint) } }
      if arrangement == 1 { destinations.sort { number($0.endpoint) < number($1.endpoint) } }
      var order = HistoricalOrder()
      let expected = mergeSorted(destinations[...]) { difference($0.endpoint, $1.endpoint) }
      #expect(order.places(of: destinations).map { destinations[$0] } == expected)
      // What is kept of one listing must not show in the next.
      #expect(
        order.places(of: expected).map { expected[$0] }
          == mergeSorted(expected[...]) {
            difference($0.endpoint, $1.endpoint)
          })
    }
  }

  @Test(arguments: Kind.allCases, [false, true])
  func `services come out as the plain merge sort puts them`(kind: Kind, hasMarks: Bool) {
    var generator = Generator(state: 131)
    for _ in 0..<400 {
      let count = Int.random(in: 0...40, using: &generator)
      let services = (0..<count).map { number in
        let endpoint = kind.endpoint(using: &generator)
        let transports: [TransportProtocol] = [.tcp, .udp, .sctp]
        let isMark = hasMarks && Int.random(in: 0..<4, using: &generator) == 0
        let identity: ServiceIdentity =
          isMark
          ? .firewallMark(UInt32.random(in: 1...UInt32.max, using: &generator), .ipv4)
          : .endpoint(transports.randomElement(using: &generator) ?? .tcp, endpoint)
        return Service(
          identity: identity,
          details: ServiceDetails(
            scheduler: ByteString("s\(number)"), mask: .host(identity.family)))
      }
      var order = HistoricalOrder()
      let expected = mergeSorted(services[...]) { difference($0.identity, $1.identity) }
      #expect(order.places(of: services).map { services[$0] } == expected)
      #expect(order.places(of: services).map { services[$0] } == expected)
    }
  }

  @Test func `half of all addresses is where numbers stop to be the order`() {
    for distance in [0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, UInt32.max] {
      for first in [0, 1, 0x7fff_ffff, 0x8000_0000, UInt32.max] {
        let pair = [first, first &+ distance].map { address in
          Destination(
            endpoint: Endpoint(.v4(IPv4Address(rawValue: address)), port: 80),
            details: DestinationDetails())
        }
        for destinations in [pair, pair.reversed(), pair + pair] {
          var order = HistoricalOrder()
          let expected = mergeSorted(destinations[...]) { difference($0.endpoint, $1.endpoint) }
          #expect(order.places(of: destinations).map { destinations[$0] } == expected)
        }
      }
    }
  }

  /// What addresses a table has.
  enum Kind: CaseIterable {
    case near
    case equal
    case low
    case high
    case wide
    case edges
    case ipv6
    case mixed

    func endpoint(using generator: inout Generator) -> Endpoint {
      let ports: [UInt16] = [0, 1, 80, 81, .max]
      return Endpoint(
        address(using: &generator), port: ports.randomElement(using: &generator) ?? 0)
    }

    private func address(using generator: inout Generator) -> IPAddress {
      func v4(_ range: ClosedRange<UInt32>) -> IPAddress {
        .v4(IPv4Address(rawValue: UInt32.random(in: range, using: &generator)))
      }
      func v6() -> IPAddress {
        let words: [UInt64] = [0, 1, 0x0a00_0001_0000_0000, 0x8000_0000_0000_0000, .max]
        return .v6(
          IPv6Address(
            high: words.randomElement(using: &generator) ?? 0,
            low: words.randomElement(using: &generator) ?? 0))
      }
      switch self {
      case .near: return v4(0x0a00_0001...0x0a00_00ff)
      case .equal: return v4(0x0a00_0001...0x0a00_0002)
      case .low: return v4(0...0x7fff_ffff)
      case .high: return v4(0x8000_0000...UInt32.max)
      case .wide: return v4(0...UInt32.max)
      case .edges:
        let edges: [UInt32] = [0, 1, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, .max]
        return .v4(IPv4Address(rawValue: edges.randomElement(using: &generator) ?? 0))
      case .ipv6: return v6()
      case .mixed: return Bool.random(using: &generator) ? v6() : v4(0x0a00_0000...0x0a00_0003)
      }
    }
  }

  /// The same numbers in every run.
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  private func number(_ endpoint: Endpoint) -> UInt64 {
    guard case .v4(let address) = endpoint.address else { return UInt64(endpoint.port) }
    return UInt64(address.rawValue) << 16 | UInt64(endpoint.port)
  }

  // MARK: 1.31's relation, and the way of sorting

  private func difference(_ left: ServiceIdentity, _ right: ServiceIdentity) -> Int {
    func mark(_ identity: ServiceIdentity) -> UInt32 {
      if case .firewallMark(let mark, _) = identity { mark } else { 0 }
    }
    let byMark = difference(mark(left), mark(right))
    if byMark != 0 { return byMark }
    if left.family != right.family {
      return left.family.rawValue < right.family.rawValue ? -1 : 1
    }
    guard case .endpoint(let first, let one) = left, case .endpoint(let second, let two) = right
    else { return 0 }
    if first != second { return first.rawValue < second.rawValue ? -1 : 1 }
    return difference(one, two)
  }

  private func difference(_ left: Endpoint, _ right: Endpoint) -> Int {
    func words(_ address: IPAddress) -> [UInt32] {
      switch address {
      case .v4(let address): [address.rawValue, 0, 0, 0]
      case .v6(let address):
        [address.words.0, address.words.1, address.words.2, address.words.3]
      }
    }
    // The left one decides how many words count.
    let length = left.address.family == .ipv6 ? 4 : 1
    for (one, two) in zip(words(left.address), words(right.address)).prefix(length)
    where one != two {
      return difference(one, two)
    }
    return Int(left.port) - Int(right.port)
  }

  private func difference(_ left: UInt32, _ right: UInt32) -> Int {
    Int(Int32(bitPattern: left &- right))
  }

  private func mergeSorted<Element>(
    _ elements: ArraySlice<Element>, by order: (Element, Element) -> Int
  ) -> [Element] {
    guard elements.count > 1 else { return Array(elements) }
    let middle = elements.startIndex + elements.count / 2
    var left = mergeSorted(elements[..<middle], by: order)[...]
    var right = mergeSorted(elements[middle...], by: order)[...]
    var merged: [Element] = []
    while let first = left.first, let second = right.first {
      if order(first, second) <= 0 {
        merged.append(left.removeFirst())
      } else {
        merged.append(right.removeFirst())
      }
    }
    return merged + left + right
  }
}
