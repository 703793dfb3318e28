/// A transport protocol by its number in the IP header.
public struct TransportProtocol: RawRepresentable, Hashable, Sendable {
  /// The number; the kernel stores 16 bits.
  public let rawValue: UInt16

  /// The protocol with this number.
  @inlinable public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// TCP (`IPPROTO_TCP`, 6).
  @inlinable public static var tcp: TransportProtocol { TransportProtocol(rawValue: 6) }
  /// UDP (`IPPROTO_UDP`, 17).
  @inlinable public static var udp: TransportProtocol { TransportProtocol(rawValue: 17) }
  /// IPsec's payload (`IPPROTO_ESP`, 50); it has no ports.
  @inlinable public static var encapsulatingSecurityPayload: TransportProtocol {
    TransportProtocol(rawValue: 50)
  }
  /// IPsec's header (`IPPROTO_AH`, 51); it has no ports.
  @inlinable public static var authenticationHeader: TransportProtocol {
    TransportProtocol(rawValue: 51)
  }
  /// SCTP (`IPPROTO_SCTP`, 132).
  @inlinable public static var sctp: TransportProtocol { TransportProtocol(rawValue: 132) }

  /// Whether its packets have ports.
  @inlinable public var hasPorts: Bool {
    switch self {
    case .tcp, .udp, .sctp: true
    default: false
    }
  }
}

/// What names a virtual service in the kernel's table.
public enum ServiceIdentity: Hashable, Sendable {
  /// A protocol, an address and a port; port 0 takes every port that no other service has.
  case endpoint(TransportProtocol, Endpoint)
  /// A firewall mark, 1 to 4294967295, and the family of the packets that carry it.
  case firewallMark(UInt32, AddressFamily)

  /// The family of the service's packets.
  ///
  /// The corresponding attribute is `IPVS_SVC_ATTR_AF`.
  public var family: AddressFamily {
    switch self {
    case .endpoint(_, let endpoint): endpoint.address.family
    case .firewallMark(_, let family): family
    }
  }
}
