import IPVS

/// Reads addresses as the language spells them: numbers, no names, no short forms.
enum EndpointReader {
  /// `10.0.0.1` or `2001:db8::1`.
  static func address(_ text: ArraySlice<UInt8>) -> IPAddress? {
    if let address = IPv4Address(strict: text) { return .v4(address) }
    return IPv6Address(text).map { .v6($0) }
  }

  /// `10.0.0.1:80` or `[2001:db8::1]:80`.
  static func endpoint(_ text: [UInt8]) -> Endpoint? {
    guard let colon = text.lastIndex(of: UInt8(ascii: ":")),
      let port = number(text[(colon + 1)...], in: 0...65535)
    else { return nil }
    let host = text[..<colon]
    let address: IPAddress
    if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
      guard let inner = IPv6Address(host.dropFirst().dropLast()) else { return nil }
      address = .v6(inner)
    } else {
      guard let inner = IPv4Address(strict: host) else { return nil }
      address = .v4(inner)
    }
    return Endpoint(address, port: UInt16(truncatingIfNeeded: port))
  }

  /// A prefix from which clients come.
  struct Prefix {
    var address: IPAddress
    /// How many clients fit in: neither the first nor the last address is anybody's.
    var room: Int
  }

  /// `10.1.0.0/16` or `2001:db8:1::/64`, with no bit set behind the prefix.
  static func prefix(_ word: WordReader.Word) throws(LineError) -> Prefix {
    let mistake = LineError(
      word.column, "expected PREFIX, such as 10.1.0.0/16, without bits behind its length")
    guard let slash = word.bytes.lastIndex(of: UInt8(ascii: "/")),
      let address = address(word.bytes[..<slash])
    else { throw mistake }
    let width =
      switch address.family {
      case .ipv4: 32
      case .ipv6: 128
      }
    guard let length = number(word.bytes[(slash + 1)...], in: 0...width) else { throw mistake }
    let free = width - length
    let inside: Bool =
      switch address {
      case .v4(let four): UInt64(four.rawValue) & mask(free) == 0
      case .v6(let six): six.low & mask(free) == 0 && six.high & mask(free - 64) == 0
      }
    guard inside else { throw mistake }
    let room = free > 17 ? ClientRange.mostClients : max(0, (1 << free) - 2)
    return Prefix(address: address, room: room)
  }

  /// The low bits, as many as there are.
  private static func mask(_ bits: Int) -> UInt64 {
    if bits <= 0 { return 0 }
    return bits >= 64 ? UInt64.max : (1 << UInt64(bits)) - 1
  }

  private static func number(_ text: ArraySlice<UInt8>, in range: ClosedRange<Int>) -> Int? {
    guard (1...5).contains(text.count), text.allSatisfy(\.isASCIIDigit) else { return nil }
    let number = text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return range.contains(number) ? number : nil
  }
}
