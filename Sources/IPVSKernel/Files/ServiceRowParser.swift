import IPVS

/// Reads rows of `/proc/net/ip_vs`.
///
/// A service's row is its protocol with address and port, or `FWM` and a mark, both hexadecimal,
/// and what is not read here: flags, persistence engine and the family of a mark are not told. A
/// destination's row is `->`, address and port, the forwarding method, the weight, active and
/// inactive connections. IPv6 addresses have brackets and all their digits.
struct ServiceRowParser {
  /// The destination of the last row that was one; without counters and thresholds.
  private(set) var destination = Destination(
    endpoint: Endpoint(.v4(IPv4Address(rawValue: 0))), details: DestinationDetails())

  /// What a row is.
  enum Row {
    /// A service with a protocol, an address and a port.
    case endpoint(TransportProtocol, Endpoint)
    /// A service with a firewall mark.
    case firewallMark(UInt32)
    /// A destination of the service above it.
    case destination

    /// Whether this is the row of a service, as far as it tells.
    func names(_ identity: ServiceIdentity) -> Bool {
      switch (self, identity) {
      case (.endpoint(let transport, let endpoint), .endpoint(let other, let another)):
        transport == other && endpoint == another
      case (.firewallMark(let mark), .firewallMark(let other, _)):
        mark == other
      case (.endpoint, .firewallMark), (.firewallMark, .endpoint), (.destination, _):
        false
      }
    }
  }

  /// Reads a row, which comes without its newline; nil where it is none.
  mutating func read(_ row: UnsafeBufferPointer<UInt8>) -> Row? {
    guard var cursor = RowCursor(row), let first = cursor.word() else { return nil }
    cursor.skipBlanks()
    if first.elementsEqual("->") { return readDestination(&cursor) ? .destination : nil }
    if first.elementsEqual("FWM") {
      guard let mark = cursor.hexadecimal(digits: 8), cursor.isAtWordEnd else { return nil }
      return .firewallMark(mark)
    }
    let transport: TransportProtocol
    if first.elementsEqual("TCP") {
      transport = .tcp
    } else if first.elementsEqual("UDP") {
      transport = .udp
    } else if first.elementsEqual("SCTP") {
      transport = .sctp
    } else {
      return nil
    }
    return cursor.bracketedEndpoint().map { .endpoint(transport, $0) }
  }

  private mutating func readDestination(_ cursor: inout RowCursor) -> Bool {
    guard let endpoint = cursor.bracketedEndpoint(), let word = cursor.word(),
      let forwarding = ForwardingMethod(word), let weight = cursor.signed(),
      let active = cursor.signed(), let inactive = cursor.signed()
    else { return false }
    destination.endpoint = endpoint
    destination.details.forwarding = forwarding
    destination.details.weight = weight
    // The kernel counts with a sign; netlink tells the same bits without.
    destination.connectionCounts.active = UInt32(bitPattern: active)
    destination.connectionCounts.inactive = UInt32(bitPattern: inactive)
    return true
  }
}

extension RowCursor {
  @inline(__always)
  fileprivate mutating func bracketedEndpoint() -> Endpoint? {
    if let endpoint = ipv4(andPortBehind: UInt8(ascii: ":")) { return endpoint }
    return otherEndpoint()
  }

  @inline(never)
  private mutating func otherEndpoint() -> Endpoint? {
    let address: IPAddress
    if skip(UInt8(ascii: "[")) {
      guard let ipv6 = ipv6(), skip(UInt8(ascii: "]")) else { return nil }
      address = .v6(ipv6)
    } else {
      guard let ipv4 = ipv4() else { return nil }
      address = .v4(ipv4)
    }
    guard skip(UInt8(ascii: ":")), let port = port() else { return nil }
    return Endpoint(address, port: port)
  }
}

extension ForwardingMethod {
  /// The method behind the word in a row.
  fileprivate init?(_ word: UnsafeRawBufferPointer) {
    if word.elementsEqual("Masq") {
      self = .masquerade
    } else if word.elementsEqual("Route") {
      self = .directRoute
    } else if word.elementsEqual("Tunnel") {
      self = .tunnel
    } else if word.elementsEqual("Local") {
      self = .local
    } else if word.elementsEqual("Bypass") {
      self = .bypass
    } else {
      return nil
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether these are the bytes of a literal.
  fileprivate func elementsEqual(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    let other = text.utf8Start
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}
