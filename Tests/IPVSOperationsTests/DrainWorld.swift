import IPVS
import IPVSOperations
import IPVSSimulator

/// A simulated director with services, and clients around it.
final class DrainWorld {
  let director: SimulatedDirector
  let ticksPerSecond: UInt64
  private(set) var slot: UInt64 = 0
  private var random: RandomSource
  private var open: [(client: Endpoint, door: Door)] = []

  /// Where clients knock.
  struct Door {
    var transport: TransportProtocol
    var port: UInt16
    var mark: UInt32 = 0
    var isIPv6 = false
  }

  static let server = IPAddress.v4(IPv4Address(192, 168, 1, 1))
  static let other = IPAddress.v4(IPv4Address(192, 168, 1, 2))
  static let virtual = IPAddress.v4(IPv4Address(10, 0, 0, 1))

  init(seed: UInt64 = 1, hz: Int = 250) {
    random = RandomSource(seed: seed)
    ticksPerSecond = UInt64(hz)
    // Where in the wheel's granules the clock begins is left to chance.
    let start = UInt64(1) << 32 &+ random.next() % 32768
    director = SimulatedDirector(hz: hz, startJiffies: start)
  }

  func number(_ range: ClosedRange<UInt64>) -> UInt64 {
    range.lowerBound + random.next() % (range.upperBound - range.lowerBound + 1)
  }

  static func identity(_ transport: TransportProtocol, _ port: UInt16) -> ServiceIdentity {
    .endpoint(transport, Endpoint(virtual, port: port))
  }

  /// A service with the server that is drained, and perhaps another one.
  func addService(
    _ transport: TransportProtocol, _ port: UInt16, persistence: UInt32? = nil,
    mask: IPv4Address = IPv4Address(rawValue: .max), withOther: Bool = false, weight: Int32 = 3
  ) throws {
    let identity = Self.identity(transport, port)
    try director.submit(
      .addService(
        identity,
        ServiceDetails(
          scheduler: "rr", persistence: persistence.map { Persistence(timeout: $0) },
          mask: .v4(mask))))
    for address in withOther ? [Self.other, Self.server] : [Self.server] {
      try director.submit(
        .addDestination(
          identity, Endpoint(address, port: port),
          DestinationDetails(
            forwarding: .masquerade, weight: weight, upperThreshold: 500, lowerThreshold: 20)))
    }
  }

  /// A service of another kind, with the server that is drained.
  func addService(
    _ identity: ServiceIdentity, persistence: UInt32?, mask: PersistenceMask,
    server: Endpoint
  ) throws {
    try director.submit(
      .addService(
        identity,
        ServiceDetails(
          scheduler: "rr", persistence: persistence.map { Persistence(timeout: $0) }, mask: mask)))
    try director.submit(
      .addDestination(identity, server, DestinationDetails(forwarding: .masquerade)))
  }

  func targets() throws -> [DrainTarget] {
    DrainTarget.targets(in: try director.services()) {
      $1.address == Self.server || $1.address == Self.server6
    }
  }

  func wait(slots: UInt64) throws {
    slot += slots
    try director.advance(to: slot)
  }

  func wait(seconds: UInt64) throws { try wait(slots: seconds * 50) }

  @discardableResult
  func send(
    _ transport: TransportProtocol, from client: Endpoint, to port: UInt16, _ flags: TCPFlags = []
  ) throws -> Verdict {
    try send(from: client, through: Door(transport: transport, port: port), flags)
  }

  @discardableResult
  func send(
    from client: Endpoint, through door: Door, _ flags: TCPFlags = []
  ) throws -> Verdict {
    let address = door.isIPv6 ? Self.virtual6 : Self.virtual
    return try director.send(
      Packet(
        transport: door.transport, source: client,
        destination: Endpoint(address, port: door.port),
        flags: door.transport == .tcp ? flags : [], mark: door.mark))
  }

  static func client(_ number: UInt64, port: UInt16 = 1024, isIPv6: Bool = false) -> Endpoint {
    let address: IPAddress =
      isIPv6
      ? .v6(IPv6Address(high: 0x2001_0db8_0002_0000 + number / 4, low: number))
      : .v4(IPv4Address(rawValue: 0x0a01_0000 + UInt32(number)))
    return Endpoint(address, port: port)
  }

  static let virtual6 = IPAddress.v6(IPv6Address(high: 0x2001_0db8_0000_0000, low: 1))
  static let server6 = IPAddress.v6(IPv6Address(high: 0x2001_0db8_0001_0000, low: 1))

  /// One packet or some of somebody, through one of these doors, and some time after it.
  func live(_ doors: [Door], longestPause: UInt64) throws {
    let door = doors[Int(number(0...UInt64(doors.count - 1)))]
    switch number(0...5) {
    case 0, 1, 2:
      let client = Self.client(
        number(1...12), port: UInt16(number(1024...1100)), isIPv6: door.isIPv6)
      try send(from: client, through: door, .syn)
      if number(0...3) > 0 { try send(from: client, through: door, .ack) }
      open.append((client, door))
    case 3, 4:
      guard let one = open.randomElement(using: &random), one.door.transport == .tcp else { break }
      try send(from: one.client, through: one.door, number(0...1) == 0 ? .rst : [.fin, .ack])
    default:
      guard let one = open.randomElement(using: &random) else { break }
      try send(from: one.client, through: one.door, .ack)
    }
    try wait(slots: number(0...(longestPause * 50)))
  }
}
