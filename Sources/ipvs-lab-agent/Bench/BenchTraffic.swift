internal import IPVS

/// The clients whose connections are listed.
struct BenchTraffic {
  private let network: VirtualNetwork
  private let device: TunnelDevice

  private static let virtual = IPAddress.v4(IPv4Address(10, 0, 0, 1))
  static let service = "\(Endpoint(virtual, port: 80))"
  static let servers = (1...5).map { IPAddress.v4(IPv4Address(192, 168, 0, $0)) }

  /// Lays the network in the present network namespace.
  init() throws(AgentError) {
    do throws(DataPlaneError) {
      network = try VirtualNetwork(Network(virtual: [Self.virtual], servers: Set(Self.servers)))
      device = try network.device(of: .clients)
    } catch {
      throw .failed("cannot lay the network: \(error)")
    }
  }

  /// Lets each client open a connection.
  ///
  /// The kernel gives a connection that is open more time than one that is being opened; in a guest
  /// time is work, and an entry must last while a slow program lists it.
  func open(clients: Range<Int>) throws(AgentError) {
    guard var open = BenchPacket(to: Self.virtual, .syn),
      var acknowledge = BenchPacket(to: Self.virtual, .ack)
    else { throw .failed("cannot make packets") }
    do throws(DataPlaneError) {
      for client in clients {
        try device.write(open.bytes(client: client))
        try device.write(acknowledge.bytes(client: client))
      }
    } catch {
      throw .failed("cannot send packets: \(error)")
    }
  }
}

/// A packet of which only the client changes: nothing is made anew for a million of them.
private struct BenchPacket {
  private var bytes: [UInt8]
  /// What the two checksums are without the client's address, not folded.
  private let sums: (header: UInt32, transport: UInt32)

  /// - Parameter flags: of TCP.
  init?(to virtual: IPAddress, _ flags: TCPFlags) {
    let packet = IPVS.Packet(
      transport: .tcp, source: Endpoint(.v4(IPv4Address(0, 0, 0, 0)), port: 1024),
      destination: Endpoint(virtual, port: 80), flags: flags)
    guard let wire = WirePacket(packet) else { return nil }
    bytes = wire.bytes
    sums = (Self.stored(bytes, at: 10), Self.stored(bytes, at: 36))
  }

  private static func stored(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    UInt32(~(UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])))
  }

  /// The packet of a client: 172.16.0.0 and so on.
  mutating func bytes(client: Int) -> [UInt8] {
    let address = 0xac10_0000 + UInt32(client)
    put(UInt16(truncatingIfNeeded: address >> 16), at: 12)
    put(UInt16(truncatingIfNeeded: address), at: 14)
    let added = address >> 16 + address & 0xffff
    put(Self.folded(sums.header + added), at: 10)
    put(Self.folded(sums.transport + added), at: 36)
    return bytes
  }

  private static func folded(_ sum: UInt32) -> UInt16 {
    var sum = sum
    while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
    return ~UInt16(sum)
  }

  private mutating func put(_ value: UInt16, at offset: Int) {
    bytes[offset] = UInt8(value >> 8)
    bytes[offset + 1] = UInt8(truncatingIfNeeded: value)
  }
}
