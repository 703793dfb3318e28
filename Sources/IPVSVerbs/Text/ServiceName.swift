internal import IPVS

extension TransportProtocol {
  /// The name that `ipvsadm` prints, or the number.
  var name: String {
    switch self {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .sctp: "SCTP"
    default: String(rawValue)
    }
  }
}

extension ServiceIdentity {
  /// What people call it: `TCP 10.0.0.1:80`, `FWM 7`, `FWM 7 IPv6`.
  var name: String {
    switch self {
    case .endpoint(let transport, let endpoint): "\(transport.name) \(endpoint)"
    case .firewallMark(let mark, .ipv4): "FWM \(mark)"
    case .firewallMark(let mark, .ipv6): "FWM \(mark) IPv6"
    }
  }
}

extension ForwardingMethod {
  /// The word that `ipvsadm` prints.
  var name: String {
    switch self {
    case .masquerade: "Masq"
    case .local: "Local"
    case .tunnel: "Tunnel"
    case .directRoute: "Route"
    case .bypass: "Bypass"
    default: "Unknown"
    }
  }
}
