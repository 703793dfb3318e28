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
    case .sctp:
      // No tag, room for the checksum.
      body = ports + [0, 0, 0, 0] + [0, 0, 0, 0] + packet.chunks.octets
    case .authenticationHeader:
      // No next header, six words, no algorithm's index but this one, the first of a sequence.
      body = [59, 4, 0, 0] + [0, 1, 0, 0] + [0, 0, 0, 1] + [UInt8](repeating: 0, count: 12)
    case .encapsulatingSecurityPayload:
      body = [0, 1, 0, 0] + [0, 0, 0, 1] + [UInt8](repeating: 0, count: 8)
    default: return nil
    }
    switch number {
    case .sctp: body.replaceSubrange(8..<12, with: Self.crc32c(body))
    case .authenticationHeader, .encapsulatingSecurityPayload: break
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

  /// The bytes of an ICMP error; nil for a packet in it or addresses that cannot be written.
  init?(_ error: ICMPError) {
    guard let subject = WirePacket(error.subject),
      error.sender.family == error.subject.source.address.family
    else { return nil }
    let family = error.sender.family
    let protocolNumber: UInt8 = family == .ipv4 ? 1 : 58
    let addresses = error.sender.octets + error.subject.source.address.octets
    var body = error.kind.header(family) + subject.bytes
    let pseudoHeader: [UInt8] =
      family == .ipv4 ? [] : addresses + [0, protocolNumber] + UInt16(body.count).octets
    body.replaceSubrange(2..<4, with: Self.sum(pseudoHeader + body).octets)
    let header = Self.header(family, protocolNumber, count: body.count, addresses: addresses)
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

extension SCTPChunks {
  /// The bytes of the chunks: type, no flags, length, and a body as short as can be.
  fileprivate var octets: [UInt8] {
    all.flatMap { chunk in
      let length = UInt16(chunk.length)
      return [chunk.rawValue, 0] + length.octets + chunk.body.prefix(Int(length) - 4)
    }
  }
}

extension SCTPChunk {
  /// What stands behind the first word; zeros where that is enough.
  private var content: [UInt8] {
    switch self {
    case .data: [0, 0, 0, 1] + [0, 0, 0, 0] + [0, 0, 0, 0]
    // The tag 1, a window, one stream each way, the first number; INIT ACK has a cookie too.
    case .initiation, .initiationAck:
      [0, 0, 0, 1] + [0, 0, 0xff, 0xff] + [0, 1, 0, 1] + [0, 0, 0, 1] + [0, 7, 0, 8]
    case .heartbeat, .heartbeatAck: [0, 1, 0, 8]
    case .error: [0, 3, 0, 4]
    default: []
    }
  }

  fileprivate var body: [UInt8] { content + [UInt8](repeating: 0, count: 24) }
}

extension ICMPError.Kind {
  /// Type, code, room for the checksum, and what stands before the packet that it is about.
  fileprivate func header(_ family: AddressFamily) -> [UInt8] {
    let mtu = UInt16(1280).octets
    return switch (self, family) {
    case (.portUnreachable, .ipv4): [3, 3, 0, 0, 0, 0, 0, 0]
    case (.hostUnreachable, .ipv4): [3, 1, 0, 0, 0, 0, 0, 0]
    case (.tooBig, .ipv4): [3, 4, 0, 0, 0, 0] + mtu
    case (.timeExceeded, .ipv4): [11, 0, 0, 0, 0, 0, 0, 0]
    case (.parameterProblem, .ipv4): [12, 0, 0, 0, 0, 0, 0, 0]
    case (.portUnreachable, .ipv6): [1, 4, 0, 0, 0, 0, 0, 0]
    case (.hostUnreachable, .ipv6): [1, 3, 0, 0, 0, 0, 0, 0]
    case (.tooBig, .ipv6): [2, 0, 0, 0, 0, 0] + mtu
    case (.timeExceeded, .ipv6): [3, 0, 0, 0, 0, 0, 0, 0]
    case (.parameterProblem, .ipv6): [4, 0, 0, 0, 0, 0, 0, 0]
    }
  }
}
