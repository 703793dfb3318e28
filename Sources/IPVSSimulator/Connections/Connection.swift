internal import IPVS

/// A connection, or a persistence template: `struct ip_vs_conn`.
final class Connection {
  /// The order in which entries were made.
  let number: UInt64
  /// Which of the two it is.
  let kind: Kind
  /// By what it is found; a rejected template gets another.
  var key: ConnectionKey
  /// Where its packets go to: the server's address, and its port with NAT.
  var destination: Endpoint
  /// How its packets reach the server; fixed when it is made.
  let forwarding: ForwardingMethod
  /// Whether it is for one datagram only (`IP_VS_CONN_F_ONE_PACKET`).
  let isOnePacket: Bool
  /// Its server; nil for one that goes past the balancer.
  let server: ServerState?
  /// Its template, or the connection that it belongs to.
  var controller: Connection?
  /// How many entries it controls (`n_control`).
  var controlled = 0
  /// The state of a TCP connection.
  var tcpState = TCPState.none
  /// Whether a template has seen a connection that is known to work (`IP_VS_CTPL_S_ASSURED`).
  var isAssured = false
  /// Whether it counts as inactive for its server (`IP_VS_CONN_F_INACTIVE`).
  var isInactive = true
  /// Whether no packet of the server has passed here yet, and none is expected to
  /// (`IP_VS_CONN_F_NOOUTPUT`).
  var seesNoOutput: Bool
  /// What the timer is armed with, in jiffies.
  var timeout: UInt64
  /// The timer.
  var timer = TimerState()
  /// Whether it is in the table.
  var isHashed = false

  init(
    number: UInt64, kind: Kind, key: ConnectionKey, destination: Endpoint,
    forwarding: ForwardingMethod, isOnePacket: Bool, server: ServerState?, timeout: UInt64
  ) {
    self.number = number
    self.kind = kind
    self.key = key
    self.destination = destination
    self.forwarding = forwarding
    self.isOnePacket = isOnePacket
    self.server = server
    self.timeout = timeout
    seesNoOutput = forwarding != .masquerade
  }

  /// Whether it belongs to a client's packets or to the client itself.
  enum Kind: Hashable {
    /// A connection.
    case connection
    /// A persistence template (`IP_VS_CONN_F_TEMPLATE`).
    case template
  }

  /// The protocol as the listing names it.
  var protocolName: ByteString {
    switch key.transport {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .sctp: "SCTP"
    case .any: "IP"
    default: "IP_\(key.transport.rawValue)"
    }
  }

  /// The state as the listing names it.
  var stateName: ByteString {
    switch kind {
    case .template: isAssured ? "ASSURED" : "NONE"
    case .connection:
      switch key.transport {
      case .tcp: tcpState.name
      case .udp: "UDP"
      default: "NONE"
      }
    }
  }

  /// Whether replies are looked up by the virtual address: only NAT's come from the server's.
  var outgoingKey: ConnectionKey {
    let from = forwarding == .masquerade ? destination : key.virtual
    return ConnectionKey(
      kind: kind, transport: key.transport, client: key.client, virtual: from)
  }
}

extension TransportProtocol {
  /// In a firewall mark's template (`IPPROTO_IP`, 0): every protocol.
  static let any = TransportProtocol(rawValue: 0)
  /// IPsec's (`IPPROTO_ESP`, 50).
  static let encapsulatingSecurityPayload = TransportProtocol(rawValue: 50)
  /// IPsec's (`IPPROTO_AH`, 51).
  static let authenticationHeader = TransportProtocol(rawValue: 51)
}
