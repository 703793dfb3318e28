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
    var words = RowWords()
    guard let protocolName = words.next(in: row),
      let client = words.endpoint(in: row),
      let virtual = words.endpoint(in: row),
      let destination = words.endpoint(in: row),
      let state = words.next(in: row),
      let seconds = words.next(in: row),
      let secondsLeft = row.extracting(seconds).decimal
    else { return nil }
    return ConnectionEntry(
      protocolName: names.name(row.extracting(protocolName)), client: client, virtual: virtual,
      destination: destination, state: names.name(row.extracting(state)),
      secondsLeft: secondsLeft, engineData: engineData(in: row, &words))
  }

  /// The data are the rest of the row behind one blank, blanks and all.
  private mutating func engineData(
    in row: Span<UInt8>, _ words: inout RowWords
  ) -> ConnectionEntry.EngineData? {
    guard let engine = words.next(in: row), words.position + 1 < row.count else { return nil }
    let data = row.extracting(words.position + 1..<row.count)
    return ConnectionEntry.EngineData(
      engine: names.name(row.extracting(engine)),
      data: data.withUnsafeBufferPointer { ByteString($0) })
  }
}

/// A place in a row, and the words that follow it.
private struct RowWords {
  var position = 0

  /// The next word; nil at the end of the row.
  mutating func next(in row: Span<UInt8>) -> Range<Int>? {
    var start = position
    while start < row.count, row[start].isASCIIBlank { start += 1 }
    var end = start
    while end < row.count, !row[end].isASCIIBlank { end += 1 }
    position = end
    return start < end ? start..<end : nil
  }

  /// The next two words as an address and a port.
  mutating func endpoint(in row: Span<UInt8>) -> Endpoint? {
    guard let address = next(in: row), let port = next(in: row),
      let address = row.extracting(address).address,
      port.count <= 4, let port = row.extracting(port).hexadecimal
    else { return nil }
    return Endpoint(address, port: UInt16(truncatingIfNeeded: port))
  }
}

/// The few names that stand in many rows.
private struct NameTable {
  private static let capacity = 64
  private var names: [ByteString] = []

  mutating func name(_ bytes: Span<UInt8>) -> ByteString {
    if let known = names.first(where: { $0.bytes.span.hasSameElements(as: bytes) }) {
      return known
    }
    let name = bytes.withUnsafeBufferPointer { ByteString($0) }
    if names.count < NameTable.capacity { names.append(name) }
    return name
  }
}

extension Span<UInt8> {
  /// The bytes as a decimal number; nil where they are none, or too large.
  fileprivate var decimal: UInt64? {
    guard !isEmpty else { return nil }
    var value: UInt64 = 0
    for index in indices {
      guard self[index].isASCIIDigit else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(self[index] - UInt8(ascii: "0")))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    return value
  }

  /// The bytes as a hexadecimal number of at most 64 bits; nil where they are none.
  fileprivate var hexadecimal: UInt64? {
    guard !isEmpty, count <= 16 else { return nil }
    var value: UInt64 = 0
    for index in indices {
      guard let digit = self[index].hexadecimalValue else { return nil }
      value = value << 4 | UInt64(digit)
    }
    return value
  }

  /// The bytes as an address: eight hexadecimal digits, or text of either family.
  fileprivate var address: IPAddress? {
    if count == 8, let number = hexadecimal {
      return .v4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: number)))
    }
    if count == 39, let high = extracting(..<19).groups, let low = extracting(20...).groups,
      self[19] == UInt8(ascii: ":")
    {
      return .v6(IPv6Address(high: high, low: low))
    }
    // Not what a kernel writes.
    let text = withUnsafeBufferPointer { ArraySlice($0) }
    return IPv6Address(text).map(IPAddress.v6) ?? IPv4Address(strict: text).map(IPAddress.v4)
  }

  /// Four groups of four hexadecimal digits with colons between them.
  private var groups: UInt64? {
    var value: UInt64 = 0
    for index in indices {
      if index % 5 == 4 {
        guard self[index] == UInt8(ascii: ":") else { return nil }
      } else {
        guard let digit = self[index].hexadecimalValue else { return nil }
        value = value << 4 | UInt64(digit)
      }
    }
    return value
  }

  fileprivate func hasSameElements(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}
