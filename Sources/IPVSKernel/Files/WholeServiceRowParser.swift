import IPVS

/// Makes services of the rows of `/proc/net/ip_vs`, with all that they tell.
///
/// Behind a service's name stand its scheduler, `ops` where each datagram is scheduled by itself, and
/// `persistent` with a time in ticks and a mask: eight hexadecimal digits of an IPv4 mask, or of an IPv6
/// prefix length whose bytes are swapped on machines with the low byte first.
struct WholeServiceRowParser {
  private let ticksPerSecond: UInt64
  private var parser = ServiceRowParser()
  private var services: [Service] = []
  private var names = NameTable()
  private var rows = 0

  /// The rows of titles.
  private static let titles = 3

  init(ticksPerSecond: UInt64) {
    self.ticksPerSecond = ticksPerSecond
  }

  /// Takes the next row; false where it cannot be read.
  mutating func take(_ row: UnsafeBufferPointer<UInt8>) -> Bool {
    rows += 1
    guard rows > Self.titles else { return true }
    switch parser.read(row) {
    case .endpoint(let transport, let endpoint):
      return begin(.endpoint(transport, endpoint), row)
    case .firewallMark(let mark):
      return begin(.firewallMark(mark, .ipv4), row)
    case .destination:
      guard !services.isEmpty else { return false }
      services[services.count - 1].destinations.append(parser.destination)
      return true
    case nil:
      return false
    }
  }

  /// The services that were read.
  func finishedServices() -> [Service] {
    services.map { service in
      guard case .firewallMark(let mark, _) = service.identity,
        let family = service.destinations.first?.endpoint.address.family ?? service.maskFamily
      else { return service }
      var named = service
      named.identity = .firewallMark(mark, family)
      if case .v4(let mask) = service.details.mask, family == .ipv6 {
        named.details.mask = .v6(prefixLength: Self.prefixLength(mask.rawValue) ?? 128)
      }
      return named
    }
  }

  private mutating func begin(
    _ identity: ServiceIdentity, _ row: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard var cursor = RowCursor(row) else { return false }
    // What names it was read already.
    for _ in 0..<2 {
      cursor.skipBlanks()
      guard cursor.word() != nil else { return false }
    }
    cursor.skipBlanks()
    guard let scheduler = cursor.word() else { return false }
    var details = ServiceDetails(
      scheduler: names.name(scheduler), mask: .host(identity.family))
    cursor.skipBlanks()
    while let word = cursor.word() {
      cursor.skipBlanks()
      if word.elementsEqual("ops".utf8) {
        details.isOnePacket = true
      } else if word.elementsEqual("persistent".utf8) {
        guard let ticks = cursor.signed() else { return false }
        cursor.skipBlanks()
        guard let mask = cursor.hexadecimal(digits: 8) else { return false }
        cursor.skipBlanks()
        details.persistence = Persistence(
          timeout: UInt32(truncatingIfNeeded: UInt64(UInt32(bitPattern: ticks)) / ticksPerSecond))
        switch identity.family {
        case .ipv4: details.mask = .v4(IPv4Address(rawValue: mask))
        case .ipv6: details.mask = .v6(prefixLength: Self.prefixLength(mask) ?? 128)
        }
      }
    }
    services.append(Service(identity: identity, details: details))
    return true
  }

  /// A prefix length of IPv6, whichever byte comes first; nil where it is none.
  fileprivate static func prefixLength(_ mask: UInt32) -> UInt32? {
    for length in [mask, mask.byteSwapped] where (1...128).contains(length) { return length }
    return nil
  }
}

extension Service {
  /// The family whose mask the mask of a mark's service can be; nil where it can be both or none.
  fileprivate var maskFamily: AddressFamily? {
    guard case .v4(let mask) = details.mask else { return nil }
    return WholeServiceRowParser.prefixLength(mask.rawValue) == nil ? .ipv4 : .ipv6
  }
}
