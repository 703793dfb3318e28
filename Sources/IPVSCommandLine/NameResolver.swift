public import IPVS

/// Turns names of hosts and services into numbers, and back.
public protocol NameResolver: AnyObject {
  /// The first IPv4 address of a host.
  func address(ofHost name: ByteString) -> IPv4Address?

  /// The name of the host that has an address.
  func hostName(of address: IPAddress) -> ByteString?

  /// The port of a service by its name, which is case-sensitive.
  func port(ofService name: ByteString, _ transport: TransportProtocol) -> UInt16?

  /// The name of the service that has a port.
  func serviceName(ofPort port: UInt16, _ transport: TransportProtocol) -> ByteString?
}

/// A resolver that knows no names at all.
public final class NumericResolver: NameResolver {
  /// A resolver without names.
  public init() {}

  /// No host has a name.
  public func address(ofHost name: ByteString) -> IPv4Address? { nil }
  /// No address has a name.
  public func hostName(of address: IPAddress) -> ByteString? { nil }
  /// No service has a name.
  public func port(ofService name: ByteString, _ transport: TransportProtocol) -> UInt16? { nil }
  /// No port has a name.
  public func serviceName(ofPort port: UInt16, _ transport: TransportProtocol) -> ByteString? {
    nil
  }
}
