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
  func read(_ text: Word) -> Read? { readPlain(text) ?? readAny(text) }

  /// The spelling of nearly all rules: a dotted decimal address, and a port in digits.
  private func readPlain(_ text: Word) -> Read? {
    guard let (address, length) = IPv4Address.plain(text.bytes) else { return nil }
    if length == text.count { return Read(address: .v4(address)) }
    guard text[length] == UInt8(ascii: ":"), (1...5).contains(text.count - length - 1) else {
      return nil
    }
    var port: UInt32 = 0
    for byte in text.dropFirst(length + 1).bytes {
      guard byte.isASCIIDigit else { return nil }
      port = port * 10 + UInt32(byte &- UInt8(ascii: "0"))
    }
    guard let port = UInt16(exactly: port) else { return nil }
    return Read(address: .v4(address), port: port)
  }

  /// Every spelling there is.
  func readAny(_ text: Word) -> Read? {
    if text[0] == UInt8(ascii: "[") { return readBracketed(text.dropFirst()) }
    guard let colon = text.lastIndex(of: UInt8(ascii: ":")) else {
      guard text.bytes.contains(where: { !$0.isASCIIDigit }) else { return nil }
      return ipv4(text).map { Read(address: .v4($0)) }
    }
    let front = text.prefix(colon)
    // An IPv6 address has two colons at least.
    if front.contains(UInt8(ascii: ":")), let address = IPv6Address(text) {
      return Read(address: .v6(address))
    }
    guard let address = ipv4(front), let port = port(text.dropFirst(colon + 1)) else {
      return nil
    }
    return Read(address: .v4(address), port: port)
  }

  private func readBracketed(_ text: Word) -> Read? {
    guard let end = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
    let inside = text.prefix(end)
    let behind = text.dropFirst(end + 1)
    let address: IPAddress
    if let literal = IPv6Address(inside) {
      address = .v6(literal)
      if behind.isEmpty { return Read(address: address) }
    } else if let colon = inside.lastIndex(of: UInt8(ascii: ":")) {
      // What stands behind a port inside the brackets is not looked at.
      guard behind[0] == UInt8(ascii: ":"), let other = ipv4(inside.prefix(colon)),
        let port = port(inside.dropFirst(colon + 1))
      else { return nil }
      return Read(address: .v4(other), port: port)
    } else {
      guard let other = ipv4(inside) else { return nil }
      address = .v4(other)
    }
    guard behind[0] == UInt8(ascii: ":"), let port = port(behind.dropFirst()) else { return nil }
    return Read(address: address, port: port)
  }

  /// A dotted address in any of C's spellings, or the name of a host with one.
  func ipv4(_ text: Word) -> IPv4Address? {
    let name = ByteString(text)
    return IPv4Address(lenient: name.bytes[...]) ?? resolver.address(ofHost: name)
  }

  private func port(_ text: Word) -> UInt16? {
    if let number = NumberText.number(text, in: 0...65535) {
      return UInt16(truncatingIfNeeded: number)
    }
    guard let transport, !text.isEmpty else { return nil }
    return resolver.port(ofService: ByteString(text), transport)
  }
}

extension IPv6Address {
  /// Reads a word of a command line.
  init?(_ text: Word) {
    self.init(ByteString(text).bytes[...])
  }
}

extension IPv4Address {
  /// The four decimal numbers at the beginning of some bytes, and how many bytes they take; nil of
  /// every other spelling, also where a zero at the front could make a number octal.
  fileprivate static func plain(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> (IPv4Address, length: Int)? {
    var value: UInt32 = 0
    var parts = 0
    var number: UInt32 = 0
    var digits = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let digit = byte &- UInt8(ascii: "0")
      if digit < 10 {
        number = number &* 10 &+ UInt32(digit)
        digits &+= 1
      } else {
        guard byte == UInt8(ascii: "."), parts < 3 else { break }
        guard isPlain(number, digits) else { return nil }
        value = value << 8 | number
        parts &+= 1
        number = 0
        digits = 0
      }
      index &+= 1
    }
    guard parts == 3, isPlain(number, digits) else { return nil }
    return (IPv4Address(rawValue: value << 8 | number), index)
  }

  /// Whether a number of so many digits is a byte, and has no zero at the front.
  @inline(__always)
  private static func isPlain(_ number: UInt32, _ digits: Int) -> Bool {
    switch digits {
    case 1: true
    case 2: number >= 10
    case 3: (100...255).contains(number)
    default: false
    }
  }
}
