import IPVS

/// Prints addresses with ports, as names or as numbers.
struct EndpointText {
  let resolver: any NameResolver
  let isNumeric: Bool

  /// 1.31 has room for so many bytes; what is longer loses its end.
  private static let room = 59

  /// `address:port`, an IPv6 address in brackets.
  ///
  /// - Parameter transport: the protocol in which a port has a name; nil is none.
  func text(_ endpoint: Endpoint, _ transport: TransportProtocol?) -> [UInt8] {
    var text: [UInt8] = []
    let isBracketed = endpoint.address.family == .ipv6
    if isBracketed { text.append(UInt8(ascii: "[")) }
    if !isNumeric, let name = resolver.hostName(of: endpoint.address) {
      text += name.bytes
    } else {
      text.append(address: endpoint.address)
    }
    if isBracketed { text.append(UInt8(ascii: "]")) }
    text.append(UInt8(ascii: ":"))
    if !isNumeric, let transport,
      let name = resolver.serviceName(ofPort: endpoint.port, transport)
    {
      text += name.bytes
    } else {
      text.append(decimal: endpoint.port)
    }
    if text.count > Self.room { text.removeLast(text.count - Self.room) }
    return text
  }
}
