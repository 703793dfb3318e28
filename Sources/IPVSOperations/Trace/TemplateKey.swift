public import IPVS

/// By what the template of a client is found.
public struct TemplateKey: Hashable, Sendable {
  /// The protocol; nil is any, as in the template of a firewall mark's service.
  public var transport: TransportProtocol?
  /// The client's address, of which only what the mask leaves counts.
  public var client: IPAddress
  /// What of the client's address counts.
  public var mask: PersistenceMask
  /// The virtual address and port; for a mark the mark written as an address, with port 0.
  public var virtual: Endpoint

  /// The key for a packet of a persistent service.
  init(_ packet: TracedPacket, of match: ServiceMatch) {
    mask = match.service.details.mask
    client = mask.masking(packet.client)
    transport = packet.transport
    let isOwnPort = match.isOwnPort(packet)
    switch match.service.identity {
    case .firewallMark(let mark, let family):
      if isOwnPort, let destination = packet.destination {
        virtual = destination
      } else {
        transport = nil
        virtual = Endpoint(Self.address(of: mark, family))
      }
    case .endpoint(_, let endpoint):
      virtual =
        isOwnPort && match.port != FTP.control ? endpoint : Endpoint(endpoint.address)
    }
  }

  /// A mark written as an address: 7 is 0.0.0.7 or 0:7::.
  static func address(of mark: UInt32, _ family: AddressFamily) -> IPAddress {
    switch family {
    case .ipv4: .v4(IPv4Address(rawValue: mark))
    case .ipv6: .v6(IPv6Address(high: UInt64(mark) << 32, low: 0))
    }
  }

  /// The protocol's name as the connection table has it.
  var protocolName: ByteString { transport.map(\.tableName) ?? "IP" }
}

extension TransportProtocol {
  /// The name in the connection table.
  var tableName: ByteString {
    switch self {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .sctp: "SCTP"
    default: "IP_\(rawValue)"
    }
  }
}
