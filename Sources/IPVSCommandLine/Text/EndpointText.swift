import IPVS

/// Prints addresses with ports, as names or as numbers.
struct EndpointText {
  let resolver: any NameResolver
  let isNumeric: Bool

  /// 1.31 has room for so many bytes; what is longer loses its end.
  private static let room = 59

  /// Appends `address:port`, an IPv6 address in brackets.
  ///
  /// - Parameter transport: the protocol in which a port has a name; nil is none.
  func append(_ endpoint: Endpoint, _ transport: TransportProtocol?, to text: inout TextBuffer) {
    let start = text.count
    if isNumeric {
      appendNumbers(endpoint, to: &text)
    } else {
      appendNames(endpoint, transport, to: &text)
    }
    text.cut(from: start, to: Self.room)
  }

  private func appendNumbers(_ endpoint: Endpoint, to text: inout TextBuffer) {
    switch endpoint.address {
    case .v4(let address):
      text.append(address: address)
      text.append(":")
    case .v6(let address):
      text.append("[")
      text.append(address: address)
      text.append("]:")
    }
    text.append(decimal: endpoint.port)
  }

  private func appendNames(
    _ endpoint: Endpoint, _ transport: TransportProtocol?, to text: inout TextBuffer
  ) {
    let isBracketed = endpoint.address.family == .ipv6
    if isBracketed { text.append("[") }
    if let name = resolver.hostName(of: endpoint.address) {
      text.append(name.bytes)
    } else {
      text.append(address: endpoint.address)
    }
    text.append(isBracketed ? "]:" : ":")
    if let transport, let name = resolver.serviceName(ofPort: endpoint.port, transport) {
      text.append(name.bytes)
    } else {
      text.append(decimal: endpoint.port)
    }
  }
}
