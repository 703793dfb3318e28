internal import IPVS

// The words for numbers of the kernel; a number without a word is written in decimal.

extension AddressFamily {
  /// `ipv4` or `ipv6`.
  var name: String {
    switch self {
    case .ipv4: "ipv4"
    case .ipv6: "ipv6"
    }
  }
}

extension ForwardingMethod {
  var jsonName: String {
    switch self {
    case .masquerade: "masquerade"
    case .local: "local"
    case .tunnel: "tunnel"
    case .directRoute: "route"
    case .bypass: "bypass"
    default: String(rawValue)
    }
  }
}

extension Tunnel.Kind {
  var jsonName: String {
    switch self {
    case .ipip: "ipip"
    case .gue: "gue"
    case .gre: "gre"
    default: String(rawValue)
    }
  }
}

extension Tunnel.Checksum {
  var jsonName: String {
    switch self {
    case .none: "none"
    case .full: "full"
    case .remote: "remote"
    default: String(rawValue)
    }
  }
}
