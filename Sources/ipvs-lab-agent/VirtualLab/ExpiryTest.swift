internal import IPVS

/// Finds the jiffy in which connections and templates disappear.
struct ExpiryTest {
  private let testbed: KernelTestbed
  private var slot: UInt64 = 0
  private var watched: [Watched] = []

  private static let virtual = IPAddress.v4(IPv4Address(10, 0, 0, 1))
  private static let server = IPAddress.v4(IPv4Address(192, 168, 1, 1))
  private static let ticksPerSecond: UInt64 = 250
  private static let ticksPerSlot: UInt64 = 5

  /// An entry whose end is awaited.
  private struct Watched {
    var what: String
    var client: Endpoint
    var virtualPort: UInt16
    /// Jiffies from slot 0 on.
    var armed: UInt64
    var seconds: UInt64
    /// The jiffy where it was first missing, and whether it was there in the one before.
    var end: (jiffy: UInt64, isExact: Bool)?

    /// When the rule of the timer wheel lets it go.
    var expected: UInt64 {
      let left = seconds * ticksPerSecond
      var granule: UInt64 = 1
      while left >= 63 * granule { granule *= 8 }
      return ((armed + left) / granule + 1) * granule
    }
  }

  static func run(_ report: inout SelfTestReport) throws {
    var test = try ExpiryTest()
    try test.arm()
    try test.watch()
    report.title("expiry in jiffies of 4 ms from slot 0 on")
    for entry in test.watched {
      report.add(
        "\(entry.what) \(entry.seconds) s, armed at \(entry.armed)",
        expected: "gone at \(entry.expected), to the jiffy",
        measured: entry.end.map { "gone at \($0.jiffy), \($0.isExact ? "to the jiffy" : "about")" }
          ?? "still there")
    }
  }

  private init() throws {
    testbed = try KernelTestbed()
    try testbed.prepare(Network(virtual: [Self.virtual], servers: [Self.server]))
    try testbed.advance(to: 0)
  }

  /// Makes what is watched.
  ///
  /// Slots of odd distances, so that the timers fall anywhere.
  private mutating func arm() throws {
    for (number, seconds) in [60, 120, 300, 360, 900].enumerated() {
      let port = UInt16(1000 + number)
      try addService(.tcp, port, persistence: UInt32(seconds))
      try advance(by: UInt64(3 + number * 7))
      try send(.tcp, clientPort: 2000, port, .syn)
      watch("template", clientPort: 0, port, UInt64(seconds))
      // The connection must be gone before the template's time is over.
      try advance(by: 1)
      try send(.tcp, clientPort: 2000, port, .ack)
      try advance(by: 1)
      try send(.tcp, clientPort: 2000, port, .rst)
      watch("TCP CLOSE", clientPort: 2000, port, 10)
    }
    try addService(.tcp, 80, persistence: nil)
    try addService(.udp, 53, persistence: nil)
    try advance(by: 11)
    try send(.tcp, clientPort: 3001, 80, .syn)
    watch("TCP SYN_RECV", clientPort: 3001, 80, 60)
    try advance(by: 13)
    try send(.tcp, clientPort: 3002, 80, .syn)
    try advance(by: 1)
    try send(.tcp, clientPort: 3002, 80, .ack)
    watch("TCP ESTABLISHED", clientPort: 3002, 80, 900)
    try advance(by: 17)
    try send(.tcp, clientPort: 3003, 80, .syn)
    try advance(by: 1)
    try send(.tcp, clientPort: 3003, 80, .ack)
    try advance(by: 1)
    try send(.tcp, clientPort: 3003, 80, [.fin, .ack])
    watch("TCP CLOSE_WAIT", clientPort: 3003, 80, 60)
    try advance(by: 19)
    try send(.udp, clientPort: 3004, 53, [])
    watch("UDP", clientPort: 3004, 53, 300)
  }

  /// Looks once a second, and at every tick around the expected ends.
  private mutating func watch() throws {
    let last = (watched.map(\.expected).max() ?? 0) + 20 * Self.ticksPerSecond
    var jiffy = slot * Self.ticksPerSlot + 1
    var before = jiffy
    while jiffy < last, watched.contains(where: { $0.end == nil }) {
      try testbed.advance(toJiffy: jiffy)
      var present: Set<String> = []
      try testbed.forEachConnection { entry in
        present.insert("\(entry.client) \(entry.virtual.port)")
        return .more
      }
      for index in watched.indices where watched[index].end == nil {
        let entry = watched[index]
        guard !present.contains("\(entry.client) \(entry.virtualPort)") else { continue }
        watched[index].end = (jiffy, before + 1 == jiffy)
      }
      before = jiffy
      let isNear = watched.contains { entry in
        entry.end == nil && jiffy + 8 >= entry.expected && jiffy < entry.expected + 8
      }
      let nextNear = watched.filter { $0.end == nil && $0.expected > jiffy + 8 }.map {
        $0.expected - 8
      }.min()
      jiffy = isNear ? jiffy + 1 : min(jiffy + Self.ticksPerSecond, nextNear ?? last)
    }
  }

  private mutating func watch(
    _ what: String, clientPort: UInt16, _ port: UInt16, _ seconds: UInt64
  ) {
    watched.append(
      Watched(
        what: what, client: Self.client(port: clientPort, for: port), virtualPort: port,
        armed: slot * Self.ticksPerSlot, seconds: seconds))
  }

  private mutating func advance(by slots: UInt64) throws {
    slot += slots
    try testbed.advance(to: slot)
  }

  private func send(
    _ transport: TransportProtocol, clientPort: UInt16, _ port: UInt16, _ flags: TCPFlags
  ) throws {
    _ = try testbed.send(
      IPVS.Packet(
        transport: transport, source: Self.client(port: clientPort, for: port),
        destination: Endpoint(Self.virtual, port: port), flags: flags))
  }

  private func addService(
    _ transport: TransportProtocol, _ port: UInt16, persistence: UInt32?
  ) throws {
    let identity = ServiceIdentity.endpoint(transport, Endpoint(Self.virtual, port: port))
    try testbed.submit(
      .addService(
        identity,
        ServiceDetails(
          scheduler: "rr", persistence: persistence.map(Persistence.init(timeout:)),
          mask: .host(.ipv4))))
    try testbed.submit(
      .addDestination(
        identity, Endpoint(Self.server, port: port), DestinationDetails(forwarding: .masquerade)))
  }

  /// Each service has a client of its own.
  private static func client(port: UInt16, for service: UInt16) -> Endpoint {
    Endpoint(
      .v4(IPv4Address(10, 1, UInt8(service >> 8), UInt8(truncatingIfNeeded: service))), port: port)
  }
}
