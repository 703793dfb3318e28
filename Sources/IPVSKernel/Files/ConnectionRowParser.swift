import IPVS

/// Reads rows of `/proc/net/ip_vs_conn`.
///
/// A row is: protocol, client, its port, virtual address, port, destination, port, state, seconds,
/// and with some entries the name of a persistence engine and its data. Ports are hexadecimal; an
/// IPv4 address is eight hexadecimal digits, an IPv6 address has no brackets.
///
/// The parser remembers the names that it has seen, because a table of a million rows has a handful
/// of them. It never traps, whatever the bytes are.
struct ConnectionRowParser {
  private var names = NameTable()

  /// The entry in a row, which comes without its newline; nil where it is none.
  mutating func parse(_ row: Span<UInt8>) -> ConnectionEntry? {
    row.withUnsafeBufferPointer { parse($0) }
  }

  /// The same, for bytes in memory that is not looked after.
  mutating func parse(_ row: UnsafeBufferPointer<UInt8>) -> ConnectionEntry? {
    guard var cursor = RowCursor(row), let protocolName = cursor.word(),
      let client = cursor.connectionEndpoint(), let virtual = cursor.connectionEndpoint(),
      let destination = cursor.connectionEndpoint(), let state = cursor.word(),
      let secondsLeft = cursor.decimal()
    else { return nil }
    return ConnectionEntry(
      protocolName: names.name(protocolName), client: client, virtual: virtual,
      destination: destination, state: names.name(state), secondsLeft: secondsLeft,
      engineData: engineData(&cursor))
  }

  /// The data are the rest of the row behind one blank, blanks and all.
  private mutating func engineData(_ cursor: inout RowCursor) -> ConnectionEntry.EngineData? {
    guard let engine = cursor.word(), let data = cursor.rest() else { return nil }
    return ConnectionEntry.EngineData(engine: names.name(engine), data: ByteString(data))
  }
}

extension RowCursor {
  /// The next two words as an address and a port.
  @inline(__always)
  fileprivate mutating func connectionEndpoint() -> Endpoint? {
    skipBlanks()
    let address: IPAddress
    switch wordLength() {
    case 8:
      let start = self
      if let ipv4 = ipv4() {
        address = .v4(ipv4)
      } else {
        self = start
        guard let other = otherAddress() else { return nil }
        address = other
      }
    case 39:
      let start = self
      if let ipv6 = ipv6() {
        address = .v6(ipv6)
      } else {
        self = start
        guard let other = otherAddress() else { return nil }
        address = other
      }
    default:
      guard let other = otherAddress() else { return nil }
      address = other
    }
    skipBlanks()
    guard let port = port() else { return nil }
    return Endpoint(address, port: port)
  }

  /// An address in a form that no kernel writes.
  private mutating func otherAddress() -> IPAddress? {
    guard let word = word() else { return nil }
    let text = ArraySlice(word)
    return IPv6Address(text).map(IPAddress.v6) ?? IPv4Address(strict: text).map(IPAddress.v4)
  }
}
