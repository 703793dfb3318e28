import IPVS

extension TransportProtocol {
  /// The name in listings, nil for protocols that have none there.
  var name: StaticString? {
    switch self {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .sctp: "SCTP"
    default: nil
    }
  }
}

extension ServiceIdentity {
  /// The protocol in which the ports of the service's destinations have names.
  var transport: TransportProtocol? {
    switch self {
    case .endpoint(let transport, _): transport
    case .firewallMark: nil
    }
  }
}

extension ForwardingMethod {
  /// The word in listings.
  var word: StaticString {
    switch self {
    case .masquerade: "Masq"
    case .local: "Local"
    case .tunnel: "Tunnel"
    case .directRoute: "Route"
    default: "Unknown"
    }
  }
}

extension TextBuffer {
  /// Appends a mask: dotted, or the length of an IPv6 prefix.
  mutating func append(_ mask: PersistenceMask) {
    switch mask {
    case .v4(let address): append(address: address)
    case .v6(let prefixLength): append(decimal: prefixLength)
    }
  }
}

/// The words for a destination's tunnel.
enum TunnelText {
  /// Appends what `--tun-info` shows: the kind, the port and the checksum.
  static func appendInformation(_ details: DestinationDetails, to text: inout TextBuffer) {
    guard details.forwarding == .tunnel, let kind = TunnelKindText.name(details.tunnel.kind)
    else {
      text.append("n/a")
      return
    }
    text.append(kind)
    if details.tunnel.kind == .gue {
      text.append(":")
      text.append(decimal: details.tunnel.port)
    }
    if details.tunnel.kind != .ipip {
      text.append(":")
      switch details.tunnel.checksum {
      case .full: text.append("+c")
      case .remote: text.append("r+c")
      default: text.append("-c")
      }
    }
  }

  /// Appends the options that make the tunnel again, with a blank before each.
  static func appendOptions(_ tunnel: Tunnel, to text: inout TextBuffer) {
    guard let kind = TunnelKindText.name(tunnel.kind) else { return }
    text.append(" --tun-type ")
    text.append(kind)
    if tunnel.kind == .gue {
      text.append(" --tun-port ")
      text.append(decimal: tunnel.port)
    }
    if tunnel.kind != .ipip {
      switch tunnel.checksum {
      case .full: text.append(" --tun-csum")
      case .remote: text.append(" --tun-remcsum")
      default: text.append(" --tun-nocsum")
      }
    }
  }
}
