internal import IPVS

/// A packet that came out of a device.
struct SeenPacket {
  /// The protocol number of its first header after IP.
  let protocolNumber: UInt8
  /// Where it comes from; port 0 where the protocol has none.
  let source: Endpoint
  /// Where it goes to; likewise.
  let destination: Endpoint
  /// What is behind the IP header.
  let body: ArraySlice<UInt8>

  /// Reads a packet; nil where it is none.
  init?(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return nil }
    let length: Int
    let from: IPAddress
    let to: IPAddress
    switch first >> 4 {
    case 4:
      length = Int(first & 0xf) * 4
      guard length >= 20, bytes.count >= length else { return nil }
      protocolNumber = bytes[9]
      from = .v4(IPv4Address(bytes[12], bytes[13], bytes[14], bytes[15]))
      to = .v4(IPv4Address(bytes[16], bytes[17], bytes[18], bytes[19]))
    case 6:
      length = 40
      guard bytes.count >= length else { return nil }
      protocolNumber = bytes[6]
      from = .v6(IPv6Address(octets: bytes[8..<24]))
      to = .v6(IPv6Address(octets: bytes[24..<40]))
    default: return nil
    }
    body = bytes[length...]
    let hasPorts = [6, 17, 132].contains(protocolNumber) && body.count >= 4
    let ports = hasPorts ? Array(body.prefix(4)) : [0, 0, 0, 0]
    source = Endpoint(from, port: UInt16(ports[0]) << 8 | UInt16(ports[1]))
    destination = Endpoint(to, port: UInt16(ports[2]) << 8 | UInt16(ports[3]))
  }

  /// Whether it tells a sender that nobody listens at a port.
  var isPortUnreachable: Bool {
    let kind = Array(body.prefix(2))
    return protocolNumber == 1 && kind == [3, 3] || protocolNumber == 58 && kind == [1, 4]
  }

  /// The packet that an ICMP error is about; nil where it is no such error.
  var lostPacket: SeenPacket? {
    let kind = body.first ?? 0
    let isError =
      protocolNumber == 1 && [3, 4, 5, 11, 12].contains(kind)
      || protocolNumber == 58 && (1...4).contains(kind)
    return isError ? SeenPacket(Array(body.dropFirst(8))) : nil
  }

  /// Whether another packet's transport header and all behind it stand at its end, with something
  /// before them: a tunnel.
  func wraps(_ packet: WirePacket) -> Bool {
    let inner = packet.bytes[packet.headerLength...]
    return body.count > inner.count && body.suffix(inner.count).elementsEqual(inner)
  }
}

extension IPv6Address {
  fileprivate init(octets: ArraySlice<UInt8>) {
    func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
      bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
    self.init(high: number(octets.prefix(8)), low: number(octets.suffix(8)))
  }
}
