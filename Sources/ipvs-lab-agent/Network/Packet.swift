internal import IPVS

/// A packet that a client would send.
struct Packet {
  /// What is in it.
  var kind: Kind
  /// Where it says that it comes from.
  var source: Endpoint
  /// Where it goes.
  var target: Endpoint
  /// What a datagram carries.
  var payload: [UInt8] = []
  /// Its firewall mark; 0 is none.
  var mark: UInt32 = 0
  /// How often it is sent.
  var times = 1

  /// The kinds of packets, by the words of a case.
  enum Kind: String, CaseIterable {
    /// A datagram.
    case udp
    /// The first packet of a TCP connection.
    case tcpSYN = "tcp-syn"
    /// A later packet of a TCP connection.
    case tcpACK = "tcp-ack"
    /// The client's last packet of a TCP connection.
    case tcpFIN = "tcp-fin"
    /// The end of a TCP connection.
    case tcpRST = "tcp-rst"
    /// The first packet of an SCTP association; without its checksum, which IPVS does not read.
    case sctpINIT = "sctp-init"
  }

  /// The whole packet, from the IP header on.
  var bytes: [UInt8] {
    var body = transport
    if let offset = checksumOffset {
      let sum = Self.checksum(pseudoHeader(count: body.count) + body)
      // A datagram's 0 would say that there is no checksum.
      let stored = sum == 0 && kind == .udp ? 0xffff : sum
      body.replaceSubrange(offset...(offset + 1), with: stored.octets)
    }
    return header(count: body.count) + body
  }

  private var transport: [UInt8] {
    let ports = source.port.octets + target.port.octets
    switch kind {
    case .udp: return ports + UInt16(8 + payload.count).octets + [0, 0] + payload
    case .tcpSYN: return ports + tcp(flags: 0x02)
    case .tcpACK: return ports + tcp(flags: 0x10)
    case .tcpFIN: return ports + tcp(flags: 0x11)
    case .tcpRST: return ports + tcp(flags: 0x04)
    case .sctpINIT:
      let tagAndChecksum: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0]
      let chunk: [UInt8] = [1, 0, 0, 20] + [0, 0, 0, 1] + [0, 0, 0xff, 0xff] + [0, 1, 0, 1]
      return ports + tagAndChecksum + chunk + [0, 0, 0, 1]
    }
  }

  private func tcp(flags: UInt8) -> [UInt8] {
    // Sequence numbers 1 and 1, five words of header, a full window.
    [0, 0, 0, 1] + [0, 0, 0, 1] + [0x50, flags] + [0xff, 0xff] + [0, 0, 0, 0]
  }

  private var checksumOffset: Int? {
    switch kind {
    case .udp: 6
    case .tcpSYN, .tcpACK, .tcpFIN, .tcpRST: 16
    case .sctpINIT: nil
    }
  }

  private var protocolNumber: UInt8 {
    switch kind {
    case .udp: 17
    case .tcpSYN, .tcpACK, .tcpFIN, .tcpRST: 6
    case .sctpINIT: 132
    }
  }

  private func header(count: Int) -> [UInt8] {
    switch source.address.family {
    case .ipv4:
      // The kernel fills in the checksum and, where it is 0, the identification.
      [0x45, 0] + UInt16(20 + count).octets + [0, 0, 0x40, 0] + [64, protocolNumber, 0, 0]
        + source.address.octets + target.address.octets
    case .ipv6:
      [0x60, 0, 0, 0] + UInt16(count).octets + [protocolNumber, 64]
        + source.address.octets + target.address.octets
    }
  }

  private func pseudoHeader(count: Int) -> [UInt8] {
    // IPv4's and IPv6's differ in the place of zeros only, which the sum does not see.
    source.address.octets + target.address.octets + [0, protocolNumber] + UInt16(count).octets
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for index in stride(from: 0, to: bytes.count, by: 2) {
      let low = index + 1 < bytes.count ? bytes[index + 1] : 0
      sum += UInt32(bytes[index]) << 8 | UInt32(low)
    }
    while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
    return ~UInt16(sum)
  }
}

extension UInt16 {
  /// Its two bytes, the higher first.
  var octets: [UInt8] { [UInt8(self >> 8), UInt8(truncatingIfNeeded: self)] }
}

extension IPAddress {
  /// Its bytes as they stand in a packet.
  var octets: [UInt8] {
    switch self {
    case .v4(let address): address.octets
    case .v6(let address): address.octets
    }
  }
}
