internal import IPVS

/// The addresses, ports and marks of random scenarios: few, so that packets meet.
enum Cast {
  /// A protocol that the engine balances.
  enum Transport: String, CaseIterable {
    case tcp
    case udp
    case sctp

    /// The option with which a service of it is named.
    var option: String {
      switch self {
      case .tcp: "-t"
      case .udp: "-u"
      case .sctp: "--sctp-service"
      }
    }

    /// The one that the connection table calls so; nil for another.
    init?(listedAs name: String) {
      self.init(rawValue: name.lowercased())
    }
  }

  /// The Call-IDs of calls.
  static let callIDs = ["a", "b", "A@10.1.0.1"]

  static let families: [AddressFamily] = [.ipv4, .ipv4, .ipv4, .ipv6]
  static let marks: [UInt32] = [1, 7, 0x8000_0001]

  /// The director's own addresses.
  static func virtual(_ family: AddressFamily) -> [String] {
    switch family {
    case .ipv4: ["10.0.0.1", "10.0.0.2"]
    case .ipv6: ["2001:db8::1", "2001:db8::2"]
    }
  }

  /// The servers.
  static func servers(_ family: AddressFamily) -> [String] {
    switch family {
    case .ipv4: (1...4).map { "192.168.1.\($0)" }
    case .ipv6: (1...3).map { "2001:db8:1::\($0)" }
    }
  }

  /// The clients: some in one network, some in another.
  static func clients(_ family: AddressFamily) -> [String] {
    switch family {
    case .ipv4: (1...5).map { "10.1.0.\($0)" } + ["10.1.1.1", "10.1.1.2"]
    case .ipv6: (1...3).map { "2001:db8:2::\($0)" } + ["2001:db8:2:1::1"]
    }
  }

  /// The prefix of clients that come in numbers, and all that may come.
  static func crowd(_ family: AddressFamily) -> (prefix: String, addresses: [String]) {
    switch family {
    case .ipv4: ("10.2.0.0/24", (1...largestCrowd).map { "10.2.0.\($0)" })
    case .ipv6:
      (
        "2001:db8:3::/64", (1...largestCrowd).map { "2001:db8:3::\(String($0, radix: 16))" }
      )
    }
  }

  static let largestCrowd = 12

  /// A router somewhere, which says so where it loses a packet.
  static func router(_ family: AddressFamily) -> String {
    switch family {
    case .ipv4: "172.16.0.1"
    case .ipv6: "2001:db8:9::1"
    }
  }

  /// Masks with which clients are told apart.
  static func masks(_ family: AddressFamily) -> [String] {
    switch family {
    case .ipv4: ["255.255.255.0", "255.255.0.0", "0.0.0.0", "255.0.255.255", "255.255.255.254"]
    case .ipv6: ["64", "48", "127", "1"]
    }
  }

  /// An address and a port as the language writes them.
  static func endpoint(_ address: String, _ port: Int) -> String {
    address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
  }

  /// The address alone of one with a port.
  static func address(of endpoint: String) -> String {
    let colon = endpoint.lastIndex(of: ":") ?? endpoint.endIndex
    return endpoint[..<colon].filter { $0 != "[" && $0 != "]" }
  }

  /// Everybody.
  static var network: Network {
    var network = Network()
    for family in [AddressFamily.ipv4, .ipv6] {
      network.virtual.formUnion(virtual(family).compactMap(address))
      network.servers.formUnion(servers(family).compactMap(address))
      network.clients.formUnion((clients(family) + crowd(family).addresses).compactMap(address))
    }
    return network
  }

  private static func address(_ text: String) -> IPAddress? {
    let bytes = Array(text.utf8)[...]
    return IPv4Address(lenient: bytes).map(IPAddress.v4) ?? IPv6Address(bytes).map(IPAddress.v6)
  }
}
