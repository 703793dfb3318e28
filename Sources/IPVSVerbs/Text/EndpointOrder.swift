internal import IPVS

extension Endpoint {
  /// By family, address and port, as numbers.
  static func inOrder(_ left: Endpoint, _ right: Endpoint) -> Bool {
    left.place < right.place
  }

  private var place: (Int, UInt64, UInt64, UInt16) {
    switch address {
    case .v4(let address): (4, 0, UInt64(address.rawValue), port)
    case .v6(let address): (6, address.high, address.low, port)
    }
  }
}

extension ServiceIdentity {
  /// Services with addresses before marks; by protocol, address and port.
  static func inOrder(_ left: ServiceIdentity, _ right: ServiceIdentity) -> Bool {
    switch (left, right) {
    case (.endpoint(let one, let first), .endpoint(let other, let second)):
      one == other ? Endpoint.inOrder(first, second) : one.rawValue < other.rawValue
    case (.endpoint, .firewallMark): true
    case (.firewallMark, .endpoint): false
    case (.firewallMark(let one, let first), .firewallMark(let other, _)):
      one == other ? first == .ipv4 : one < other
    }
  }
}
