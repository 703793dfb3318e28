internal import CSystem
package import IPVS
internal import IPVSCommandLine

/// Names from /etc/hosts, /etc/services and DNS.
package final class SystemResolver: NameResolver {
  private let lookHostsUpIn: @convention(c) (UnsafePointer<CChar>) -> Void
  private var isConfigured = false

  /// - Parameter lookHostsUpIn: says where hosts are looked up, in the words of nsswitch.conf.
  package init(lookHostsUpIn: @escaping @convention(c) (UnsafePointer<CChar>) -> Void) {
    self.lookHostsUpIn = lookHostsUpIn
  }

  /// Most runs look nothing up, and need not pay for it.
  private func configure() {
    guard !isConfigured else { return }
    HostServices.configured().withCString(lookHostsUpIn)
    isConfigured = true
  }

  /// The first IPv4 address of a host.
  package func address(ofHost name: ByteString) -> IPv4Address? {
    configure()
    return name.withCString { name in
      guard let entry = gethostbyname(name)?.pointee, entry.h_addrtype == AF_INET,
        entry.h_length == 4, let first = entry.h_addr_list?[0]
      else { return nil }
      let octets = UnsafeRawBufferPointer(start: first, count: 4)
      return IPv4Address(octets[0], octets[1], octets[2], octets[3])
    }
  }

  /// The name of the host that has an address.
  package func hostName(of address: IPAddress) -> ByteString? {
    configure()
    let (octets, family) =
      switch address {
      case .v4(let address): (address.octets, AF_INET)
      case .v6(let address): (address.octets, AF_INET6)
      }
    return octets.withUnsafeBytes { bytes in
      guard let entry = gethostbyaddr(bytes.baseAddress, socklen_t(bytes.count), family) else {
        return nil
      }
      return entry.pointee.h_name.map { ByteString(cString: $0) }
    }
  }

  /// The port of a service by its name, which is case-sensitive.
  package func port(ofService name: ByteString, _ transport: TransportProtocol) -> UInt16? {
    guard let transport = Self.name(transport) else { return nil }
    configure()
    return name.withCString { name in
      getservbyname(name, transport).map { UInt16(truncatingIfNeeded: $0.pointee.s_port).bigEndian }
    }
  }

  /// The name of the service that has a port.
  package func serviceName(ofPort port: UInt16, _ transport: TransportProtocol) -> ByteString? {
    guard let transport = Self.name(transport) else { return nil }
    configure()
    guard let entry = getservbyport(Int32(port.bigEndian), transport) else { return nil }
    return entry.pointee.s_name.map { ByteString(cString: $0) }
  }

  /// The protocol's name in /etc/services.
  private static func name(_ transport: TransportProtocol) -> String? {
    switch transport {
    case .tcp: "tcp"
    case .udp: "udp"
    case .sctp: "sctp"
    default: nil
    }
  }
}
