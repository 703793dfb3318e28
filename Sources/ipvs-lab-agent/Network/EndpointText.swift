internal import IPVS

extension Endpoint {
  /// Reads `10.0.0.1:80` or `[2001:db8::1]:80`.
  init?(text: [UInt8]) {
    guard let colon = text.lastIndex(of: UInt8(ascii: ":")),
      let port = UInt16(String(decoding: text[(colon + 1)...], as: UTF8.self)),
      text[(colon + 1)...].allSatisfy(\.isASCIIDigit),
      let address = IPAddress(text: text[..<colon])
    else { return nil }
    self.init(address, port: port)
  }
}

extension IPAddress {
  /// Reads `10.0.0.1` or `[2001:db8::1]`.
  init?(text: ArraySlice<UInt8>) {
    if text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]"),
      let address = IPv6Address(text.dropFirst().dropLast())
    {
      self = .v6(address)
    } else if let address = IPv4Address(strict: text) {
      self = .v4(address)
    } else {
      return nil
    }
  }
}
