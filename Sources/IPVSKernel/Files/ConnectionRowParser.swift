import IPVS

/// Reads rows of `/proc/net/ip_vs_conn`.
///
/// A row is: protocol, client, its port, virtual address, port, destination, port, state, seconds,
/// and with some entries the name of a persistence engine and its data. Ports are hexadecimal; an
/// IPv4 address is eight hexadecimal digits, an IPv6 address has no brackets.
///
/// A table of a million rows has a handful of names, and mostly the same virtual address: what is as
/// in the row before is left as it is. Nothing here traps, whatever the bytes are.
struct ConnectionRowParser {
  private var names = NameTable()
  /// The entry of the last row; only its parts that are read there.
  private var entry: ConnectionEntry
  /// The text of the virtual address and port in that row.
  private var virtualText = WrittenEndpoint()

  init() {
    let nowhere = Endpoint(.v4(IPv4Address(rawValue: 0)))
    entry = ConnectionEntry(
      protocolName: "", client: nowhere, virtual: nowhere, destination: nowhere, state: "",
      secondsLeft: 0)
  }

  /// The entry in a row, which comes without its newline; nil where it is none.
  mutating func parse(_ row: Span<UInt8>) -> ConnectionEntry? {
    row.withUnsafeBufferPointer { read($0) ? entry : nil }
  }

  /// Calls a function with the entry that was read last, which is not copied for it.
  @inline(__always)
  mutating func withEntry<Result>(_ body: (ConnectionEntry) -> Result) -> Result {
    withUnsafePointer(to: &entry) { body($0.pointee) }
  }

  /// Reads the entry in a row, which comes without its newline; false where it is none.
  mutating func read(_ row: UnsafeBufferPointer<UInt8>) -> Bool {
    guard var cursor = RowCursor(row), let protocolName = cursor.word() else { return false }
    names.set(&entry.protocolName, to: protocolName)
    guard let client = cursor.connectionEndpoint() else { return false }
    entry.client = client
    cursor.skipBlanks()
    if let text = WrittenEndpoint(next: cursor), text == virtualText {
      cursor.skip(WrittenEndpoint.length)
    } else {
      let start = cursor
      guard let virtual = cursor.connectionEndpoint() else { return false }
      entry.virtual = virtual
      // A short spelling ends before so many bytes, and what is behind it is another column.
      let isWhole = cursor.distance(from: start) == WrittenEndpoint.length
      virtualText = isWhole ? WrittenEndpoint(next: start) ?? WrittenEndpoint() : WrittenEndpoint()
    }
    guard let destination = cursor.connectionEndpoint(), let state = cursor.word(),
      let secondsLeft = cursor.decimal()
    else { return false }
    entry.destination = destination
    names.set(&entry.state, to: state)
    entry.secondsLeft = secondsLeft
    cursor.skipBlanks()
    if !cursor.isAtEnd || entry.engineData != nil { entry.engineData = engineData(&cursor) }
    return true
  }

  /// The data are the rest of the row behind one blank, blanks and all.
  private mutating func engineData(_ cursor: inout RowCursor) -> ConnectionEntry.EngineData? {
    guard let engine = cursor.word(), let data = cursor.rest() else { return nil }
    return ConnectionEntry.EngineData(engine: names.name(engine), data: ByteString(data))
  }
}

/// The 13 bytes of an IPv4 address, a blank and a port, to tell whether they are the same again.
private struct WrittenEndpoint: Equatable {
  static let length = 13

  private var first: UInt64 = 0
  private var last: UInt64 = 0

  /// None, which no row has.
  init() {}

  /// What stands at a place if it may be that: then a blank is behind it.
  @inline(__always)
  init?(next cursor: RowCursor) {
    guard let (first, last) = cursor.words(ofLength: WrittenEndpoint.length) else { return nil }
    (self.first, self.last) = (first, last)
  }
}

extension RowCursor {
  /// The next two words as an address and a port.
  @inline(__always)
  fileprivate mutating func connectionEndpoint() -> Endpoint? {
    skipBlanks()
    if let endpoint = ipv4(andPortBehind: UInt8(ascii: " ")) { return endpoint }
    return otherEndpoint()
  }

  /// The same with an IPv6 address, or in a form that no kernel writes.
  @inline(never)
  private mutating func otherEndpoint() -> Endpoint? {
    guard let address = address() else { return nil }
    skipBlanks()
    guard let port = port() else { return nil }
    return Endpoint(address, port: port)
  }

  private mutating func address() -> IPAddress? {
    let start = self
    if let address = ipv4(), isAtWordEnd { return .v4(address) }
    self = start
    if let address = ipv6(), isAtWordEnd { return .v6(address) }
    self = start
    guard let word = word() else { return nil }
    let text = ArraySlice(word)
    return IPv6Address(text).map(IPAddress.v6) ?? IPv4Address(strict: text).map(IPAddress.v4)
  }
}
