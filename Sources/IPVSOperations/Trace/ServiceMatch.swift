public import IPVS

/// The service that takes a packet, and why it does (`ip_vs_service_find`).
public struct ServiceMatch: Hashable, Sendable {
  /// The service.
  public var service: Service
  /// Why.
  public var rule: Rule

  /// Why a service takes a packet; the first of these that holds.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    /// The packet carries its mark.
    case mark
    /// It has the packet's address, port and protocol.
    case exact
    /// It is FTP's at this address, which takes TCP's port 20 and every port that needs no privilege.
    case ftp
    /// It has the packet's address and protocol, and port 0: every port that is left.
    case portZero
  }

  /// Finds the service; nil where the packet is left to the host.
  init?(_ packet: TracedPacket, among services: [Service], unprivilegedPortStart: UInt16) {
    func find(_ identity: ServiceIdentity, _ rule: Rule) -> ServiceMatch? {
      services.first { $0.identity == identity }.map { ServiceMatch(service: $0, rule: rule) }
    }
    if packet.mark != 0, let match = find(.firewallMark(packet.mark, packet.family), .mark) {
      self = match
      return
    }
    guard let destination = packet.destination else { return nil }
    if let match = find(.endpoint(packet.transport, destination), .exact) {
      self = match
      return
    }
    if packet.transport == .tcp,
      destination.port == FTP.data || destination.port >= unprivilegedPortStart,
      let match = find(.endpoint(.tcp, Endpoint(destination.address, port: FTP.control)), .ftp)
    {
      self = match
      return
    }
    guard let match = find(.endpoint(packet.transport, Endpoint(destination.address)), .portZero)
    else { return nil }
    self = match
  }

  private init(service: Service, rule: Rule) {
    self.service = service
    self.rule = rule
  }

  /// The service's port; 0 for a mark's.
  var port: UInt16 { service.identity.port }

  /// Whether a packet has the service's own port (where the port is not known it has not).
  func isOwnPort(_ packet: TracedPacket) -> Bool { packet.destination?.port == port }
}

/// The ports that have a meaning of their own.
enum FTP {
  /// Where FTP's servers listen.
  static let control: UInt16 = 21
  /// Where their data connections come from.
  static let data: UInt16 = 20
}

extension ServiceIdentity {
  /// The port; 0 for a firewall mark's service.
  var port: UInt16 {
    switch self {
    case .endpoint(_, let endpoint): endpoint.port
    case .firewallMark: 0
    }
  }
}
