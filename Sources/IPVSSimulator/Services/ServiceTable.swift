internal import IPVS

/// The services, found by what names them.
struct ServiceTable: ~Copyable {
  private var services: [ServiceIdentity: VirtualService] = [:]
  private var index = ServiceIndex()
  private var countOfIPv4 = 0
  private var countOfIPv6 = 0
  /// How many take packets to other ports than their own (`ftpsvc_counter`, `nullsvc_counter`).
  private var countOfFTP = 0
  private var countOfPort0 = 0
  private var made: UInt64 = 0

  /// The service of this name.
  subscript(identity: ServiceIdentity) -> VirtualService? { services[identity] }

  /// All services, the oldest first.
  var all: [VirtualService] { services.values.sorted { $0.number < $1.number } }

  /// Whether packets of a family are looked at: only while there are services of it.
  func hasHooks(for family: AddressFamily) -> Bool {
    switch family {
    case .ipv4: countOfIPv4 > 0
    case .ipv6: countOfIPv6 > 0
    }
  }

  /// The number of the next service.
  mutating func nextNumber() -> UInt64 {
    made += 1
    return made
  }

  mutating func insert(_ service: VirtualService) {
    services[service.identity] = service
    index.insert(service)
    count(service, 1)
  }

  mutating func remove(_ service: VirtualService) {
    guard services.removeValue(forKey: service.identity) != nil else { return }
    index.remove(service)
    count(service, -1)
  }

  private mutating func count(_ service: VirtualService, _ change: Int) {
    switch service.identity.family {
    case .ipv4: countOfIPv4 += change
    case .ipv6: countOfIPv6 += change
    }
    switch service.port {
    case 0: countOfPort0 += change
    case FTPPort.control: countOfFTP += change
    default: break
    }
  }

  /// Whether netfilter tracks the connections of IPv6: FTP's service with NAT asks for it
  /// (`ip_vs_register_conntrack`).
  var tracksConnectionsOfIPv6: Bool {
    services.values.contains { $0.identity.family == .ipv6 && $0.tracksConnections }
  }

  /// Whether an address is that of a service.
  func hasService(at address: IPAddress) -> Bool {
    services.keys.contains { identity in
      switch identity {
      case .endpoint(_, let endpoint): endpoint.address == address
      case .firewallMark: false
      }
    }
  }

  /// The service that takes a packet (`ip_vs_service_find`): that of its mark; that of its address
  /// and port; with TCP that of FTP on the same address, which takes port 20 and every port that
  /// needs no privilege; that of port 0.
  func service(for packet: Packet) -> VirtualService? {
    let address = packet.destination.address
    let port = packet.destination.port
    if packet.mark != 0, let service = index.service(packet.mark, isIPv6: address.isIPv6) {
      return service
    }
    if let service = index.service(packet.transport, address, port: port) { return service }
    if countOfFTP != 0, packet.transport == .tcp,
      port == FTPPort.data || port >= FTPPort.firstUnprivileged,
      let service = index.service(.tcp, address, port: FTPPort.control)
    {
      return service
    }
    return countOfPort0 == 0 ? nil : index.service(packet.transport, address, port: 0)
  }
}

/// The ports that have a meaning of their own.
enum FTPPort {
  /// Where FTP's servers listen (`FTPPORT`).
  static let control: UInt16 = 21
  /// Where their data connections come from (`FTPDATA`).
  static let data: UInt16 = 20
  /// The first port that needs no privilege (`net.ipv4.ip_unprivileged_port_start`).
  static let firstUnprivileged: UInt16 = 1024
}
