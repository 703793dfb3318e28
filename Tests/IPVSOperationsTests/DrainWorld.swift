import IPVS
import IPVSOperations
import IPVSSimulator

/// A simulated director with services, and clients around it.
final class DrainWorld {
  let director: SimulatedDirector
  let ticksPerSecond: UInt64
  private(set) var slot: UInt64 = 0
  private var random: RandomSource
  private var open: [(client: Endpoint, service: Endpoint, transport: TransportProtocol)] = []

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

  func targets() throws -> [DrainTarget] {
    DrainTarget.targets(in: try director.services()) { $1.address == Self.server }
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
    try director.send(
      Packet(
        transport: transport, source: client,
        destination: Endpoint(Self.virtual, port: port), flags: flags, chunks: .none))
  }

  static func client(_ number: UInt64, port: UInt16 = 1024) -> Endpoint {
    Endpoint(.v4(IPv4Address(rawValue: 0x0a01_0000 + UInt32(number))), port: port)
  }

  /// One packet or some of somebody, to one of these ports, and some time after it.
  func live(tcp: [UInt16], udp: [UInt16], longestPause: UInt64) throws {
    let ports = tcp.map { (TransportProtocol.tcp, $0) } + udp.map { (TransportProtocol.udp, $0) }
    let (transport, port) = ports[Int(number(0...UInt64(ports.count - 1)))]
    switch number(0...5) {
    case 0, 1, 2:
      let client = Self.client(number(1...12), port: UInt16(number(1024...1100)))
      if transport == .tcp {
        try send(.tcp, from: client, to: port, .syn)
        if number(0...3) > 0 { try send(.tcp, from: client, to: port, .ack) }
      } else {
        try send(.udp, from: client, to: port)
      }
      open.append((client, Endpoint(Self.virtual, port: port), transport))
    case 3, 4:
      guard let index = open.indices.randomElement(using: &random) else { break }
      let one = open[index]
      guard one.transport == .tcp else { break }
      try send(
        .tcp, from: one.client, to: one.service.port, number(0...1) == 0 ? .rst : [.fin, .ack])
    default:
      guard let index = open.indices.randomElement(using: &random) else { break }
      let one = open[index]
      try send(one.transport, from: one.client, to: one.service.port, .ack)
    }
    try wait(slots: number(0...(longestPause * 50)))
  }
}
