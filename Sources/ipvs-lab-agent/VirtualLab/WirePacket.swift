internal import IPVS

/// The bytes of a packet that is put on a device.
struct WirePacket {
  /// The whole packet, from the IP header on.
  let bytes: [UInt8]
  /// Where the transport header begins.
  let headerLength: Int

  /// The bytes of a packet; nil for a protocol, addresses or so much data as cannot be written.
  ///
  /// - Parameter data: what a datagram carries.
  init?(_ packet: IPVS.Packet, carrying data: ByteString = ByteString()) {
    let number = packet.transport
    guard packet.source.address.family == packet.destination.address.family,
      let protocolNumber = UInt8(exactly: number.rawValue)
    else { return nil }
    let ports = packet.source.port.octets + packet.destination.port.octets
    let addresses = packet.source.address.octets + packet.destination.address.octets
    var body: [UInt8]
    switch number {
    case .tcp:
      // Sequence numbers 1 and 1, five words of header, a full window.
      body = ports + [0, 0, 0, 1] + [0, 0, 0, 1] + [0x50, packet.flags.rawValue, 0xff, 0xff]
      body += [0, 0, 0, 0]
    case .udp:
      guard let length = UInt16(exactly: 8 + data.count) else { return nil }
      body = ports + length.octets + [0, 0] + data.bytes
    case .sctp: body = ports + Self.sctpINIT
    default: return nil
    }
    switch number {
    case .sctp: body.replaceSubrange(8..<12, with: Self.crc32c(body))
    default:
      // IPv4's and IPv6's pseudo headers differ in the place of zeros only, which the sum does not
      // see.
      let sum = Self.sum(addresses + [0, protocolNumber] + UInt16(body.count).octets + body)
      let offset = number == .tcp ? 16 : 6
      // A datagram's 0 would say that there is no checksum.
      let stored = sum == 0 && number == .udp ? 0xffff : sum
      body.replaceSubrange(offset..<(offset + 2), with: stored.octets)
    }
    let header = Self.header(
      packet.source.address.family, protocolNumber, count: body.count, addresses: addresses)
    headerLength = header.count
    bytes = header + body
  }

  private static func header(
    _ family: AddressFamily, _ protocolNumber: UInt8, count: Int, addresses: [UInt8]
  ) -> [UInt8] {
    switch family {
    case .ipv4:
      var header: [UInt8] = [0x45, 0] + UInt16(20 + count).octets
      header += [0, 1, 0x40, 0] + [64, protocolNumber, 0, 0] + addresses
      header.replaceSubrange(10..<12, with: sum(header).octets)
      return header
    case .ipv6:
      return [0x60, 0, 0, 0] + UInt16(count).octets + [protocolNumber, 64] + addresses
    }
  }

  // No tag, room for the checksum; INIT with tag 1, a window, one stream each way.
  private static let sctpINIT: [UInt8] =
    [0, 0, 0, 0] + [0, 0, 0, 0] + [1, 0, 0, 20] + [0, 0, 0, 1] + [0, 0, 0xff, 0xff]
    + [0, 1, 0, 1] + [0, 0, 0, 1]

  /// The Internet checksum.
  private static func sum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for index in stride(from: 0, to: bytes.count, by: 2) {
      let low = index + 1 < bytes.count ? bytes[index + 1] : 0
      sum += UInt32(bytes[index]) << 8 | UInt32(low)
    }
    while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
    return ~UInt16(sum)
  }

  /// SCTP's checksum, in the order in which it is stored: the lowest byte first.
  private static func crc32c(_ bytes: [UInt8]) -> [UInt8] {
    var remainder: UInt32 = .max
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0x82f6_3b78 : remainder >> 1
      }
    }
    return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: ~remainder >> $0) }
  }
}
