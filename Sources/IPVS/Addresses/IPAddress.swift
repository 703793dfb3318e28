/// An address of either family.
public enum IPAddress: Hashable, Sendable {
  /// An IPv4 address.
  case v4(IPv4Address)
  /// An IPv6 address.
  case v6(IPv6Address)

  /// The family of the address.
  public var family: AddressFamily {
    switch self {
    case .v4: .ipv4
    case .v6: .ipv6
    }
  }

  /// Whether every bit is zero: `0.0.0.0` or `::`.
  public var isUnspecified: Bool {
    switch self {
    case .v4(let address): address.rawValue == 0
    case .v6(let address): address.high == 0 && address.low == 0
    }
  }
}

extension IPAddress: CustomStringConvertible {
  /// The numeric form, without brackets.
  public var description: String {
    switch self {
    case .v4(let address): address.description
    case .v6(let address): address.description
    }
  }
}

/// An address and a port: where a service listens, or where a destination or a client is.
public struct Endpoint: Hashable, Sendable {
  /// The address.
  public var address: IPAddress
  /// The port, 0 to 65535; 0 stands for every port, or for none.
  public var port: UInt16

  /// An address with a port; no port is 0.
  public init(_ address: IPAddress, port: UInt16 = 0) {
    self.address = address
    self.port = port
  }
}

extension Endpoint: CustomStringConvertible {
  /// The numeric form, an IPv6 address in brackets: `10.0.0.1:80`, `[2001:db8::1]:80`.
  public var description: String {
    switch address {
    case .v4(let address): "\(address):\(port)"
    case .v6(let address): "[\(address)]:\(port)"
    }
  }
}
