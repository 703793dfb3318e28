/// The family of an address, a service or a destination.
public enum AddressFamily: UInt16, Hashable, Sendable, CaseIterable {
  /// IPv4 (`AF_INET`, 2).
  case ipv4 = 2
  /// IPv6 (`AF_INET6`, 10).
  case ipv6 = 10
}
