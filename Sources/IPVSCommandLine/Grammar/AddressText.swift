import IPVS

/// Reads `address[:port]` as it is written behind -t, -u, --sctp-service and -r.
struct AddressText {
  let resolver: any NameResolver
  /// The protocol in which a port's name is looked up; nil knows numbers only.
  let transport: TransportProtocol?

  /// An address, and a port if one was written.
  struct Read {
    var address: IPAddress
    var port: UInt16?
  }

  /// Reads the word; nil is refused.
  func read(_ text: Word) -> Read? {
    if text.first == UInt8(ascii: "[") { return readBracketed(text.dropFirst()) }
    guard let colon = text.lastIndex(of: UInt8(ascii: ":")) else {
      guard text.contains(where: { !$0.isASCIIDigit }) else { return nil }
      return ipv4(text).map { Read(address: .v4($0)) }
    }
    // An IPv6 address has two colons at least.
    if text[..<colon].contains(UInt8(ascii: ":")), let address = IPv6Address(text) {
      return Read(address: .v6(address))
    }
    guard let address = ipv4(text[..<colon]), let port = port(text[(colon + 1)...]) else {
      return nil
    }
    return Read(address: .v4(address), port: port)
  }

  private func readBracketed(_ text: Word) -> Read? {
    guard let end = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
    let inside = text[..<end]
    let behind = text[(end + 1)...]
    let address: IPAddress
    if let literal = IPv6Address(inside) {
      address = .v6(literal)
      if behind.isEmpty { return Read(address: address) }
    } else if let colon = inside.lastIndex(of: UInt8(ascii: ":")) {
      // What stands behind a port inside the brackets is not looked at.
      guard behind.first == UInt8(ascii: ":"), let other = ipv4(inside[..<colon]),
        let port = port(inside[(colon + 1)...])
      else { return nil }
      return Read(address: .v4(other), port: port)
    } else {
      guard let other = ipv4(inside) else { return nil }
      address = .v4(other)
    }
    guard behind.first == UInt8(ascii: ":"), let port = port(behind.dropFirst()) else { return nil }
    return Read(address: address, port: port)
  }

  /// A dotted address in any of C's spellings, or the name of a host with one.
  func ipv4(_ text: Word) -> IPv4Address? {
    IPv4Address(lenient: text) ?? resolver.address(ofHost: ByteString(text))
  }

  private func port(_ text: Word) -> UInt16? {
    if let number = NumberText.number(text, in: 0...65535) {
      return UInt16(truncatingIfNeeded: number)
    }
    guard let transport, !text.isEmpty else { return nil }
    return resolver.port(ofService: ByteString(text), transport)
  }
}
