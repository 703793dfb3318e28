/// Everything about a destination (real server) that is not its address and port.
public struct DestinationDetails: Hashable, Sendable {
  /// How packets reach the server.
  public var forwarding: ForwardingMethod
  /// The share of new connections, 0 to 2147483647; 0 quiesces the server.
  ///
  /// The corresponding attribute is `IPVS_DEST_ATTR_WEIGHT`.
  public var weight: Int32
  /// Connections from which on the server gets no new ones; 0 is no limit.
  ///
  /// The corresponding attribute is `IPVS_DEST_ATTR_U_THRESH`.
  public var upperThreshold: UInt32
  /// Connections below which an overloaded server gets new ones again; 0 leaves it to the kernel.
  ///
  /// The corresponding attribute is `IPVS_DEST_ATTR_L_THRESH`.
  public var lowerThreshold: UInt32
  /// How packets are wrapped where the method is a tunnel; kept by the kernel with every method.
  public var tunnel: Tunnel

  /// The details of a destination; what is not given has the default of `ipvsadm`.
  public init(
    forwarding: ForwardingMethod = .directRoute, weight: Int32 = 1,
    upperThreshold: UInt32 = 0, lowerThreshold: UInt32 = 0, tunnel: Tunnel = Tunnel()
  ) {
    self.forwarding = forwarding
    self.weight = weight
    self.upperThreshold = upperThreshold
    self.lowerThreshold = lowerThreshold
    self.tunnel = tunnel
  }
}

/// How packets reach a server.
///
/// The corresponding attribute is `IPVS_DEST_ATTR_FWD_METHOD`.
public struct ForwardingMethod: RawRepresentable, Hashable, Sendable {
  /// The number, 0 to 7 (`IP_VS_CONN_F_FWD_MASK`).
  public let rawValue: UInt32

  /// The method with this number.
  @inlinable public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The method in the flags that the kernel reports: other bits are left out.
  public init(connectionFlags: UInt32) {
    rawValue = connectionFlags & 0x7
  }

  /// Network address translation (`IP_VS_CONN_F_MASQ`).
  @inlinable public static var masquerade: ForwardingMethod { ForwardingMethod(rawValue: 0) }
  /// The director itself (`IP_VS_CONN_F_LOCALNODE`).
  @inlinable public static var local: ForwardingMethod { ForwardingMethod(rawValue: 1) }
  /// A tunnel (`IP_VS_CONN_F_TUNNEL`).
  @inlinable public static var tunnel: ForwardingMethod { ForwardingMethod(rawValue: 2) }
  /// Direct routing: only the link-layer address changes (`IP_VS_CONN_F_DROUTE`).
  @inlinable public static var directRoute: ForwardingMethod { ForwardingMethod(rawValue: 3) }
  /// Past the balancer, to the packet's own destination (`IP_VS_CONN_F_BYPASS`).
  @inlinable public static var bypass: ForwardingMethod { ForwardingMethod(rawValue: 4) }
}

/// How a tunnelled packet is wrapped.
public struct Tunnel: Hashable, Sendable {
  /// The kind of tunnel.
  public var kind: Kind
  /// The port of a GUE tunnel; 0 with the others.
  ///
  /// The corresponding attribute is `IPVS_DEST_ATTR_TUN_PORT`.
  public var port: UInt16
  /// The checksum of the outer header.
  public var checksum: Checksum

  /// A tunnel; IPIP where nothing is given.
  public init(kind: Kind = .ipip, port: UInt16 = 0, checksum: Checksum = .none) {
    self.kind = kind
    self.port = port
    self.checksum = checksum
  }

  /// The kind of tunnel.
  ///
  /// The corresponding attribute is `IPVS_DEST_ATTR_TUN_TYPE`.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    /// The number, 0 to 255.
    public let rawValue: UInt8

    /// The kind with this number.
    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// IP in IP (`IP_VS_CONN_F_TUNNEL_TYPE_IPIP`).
    public static let ipip = Kind(rawValue: 0)
    /// Generic UDP encapsulation (`IP_VS_CONN_F_TUNNEL_TYPE_GUE`).
    public static let gue = Kind(rawValue: 1)
    /// Generic routing encapsulation (`IP_VS_CONN_F_TUNNEL_TYPE_GRE`).
    public static let gre = Kind(rawValue: 2)
  }

  /// The checksum of the outer header.
  ///
  /// The corresponding attribute is `IPVS_DEST_ATTR_TUN_FLAGS`.
  public struct Checksum: RawRepresentable, Hashable, Sendable {
    /// The number; the kernel stores 16 bits.
    public let rawValue: UInt16

    /// The checksum option with this number.
    public init(rawValue: UInt16) {
      self.rawValue = rawValue
    }

    /// No checksum (`IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM`).
    public static let none = Checksum(rawValue: 0)
    /// A checksum (`IP_VS_TUNNEL_ENCAP_FLAG_CSUM`).
    public static let full = Checksum(rawValue: 1)
    /// A remote checksum (`IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM`).
    public static let remote = Checksum(rawValue: 2)
  }
}
