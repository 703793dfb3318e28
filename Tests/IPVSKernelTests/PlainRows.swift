import IPVS

/// A row of `/proc/net/ip_vs`, read slowly.
enum PlainServiceRow {
  case endpoint(TransportProtocol, Endpoint)
  case firewallMark(UInt32)
  case destination(Endpoint, ForwardingMethod, weight: Int32, counts: [Int32])

  init?(_ row: [UInt8]) {
    let words = row.split(whereSeparator: \.isASCIIBlank).map(Array.init)
    guard words.count >= 2 else { return nil }
    let transports: [String: TransportProtocol] = ["TCP": .tcp, "UDP": .udp, "SCTP": .sctp]
    let first = String(decoding: words[0], as: UTF8.self)
    switch first {
    case "->":
      let methods: [String: ForwardingMethod] = [
        "Masq": .masquerade, "Local": .local, "Tunnel": .tunnel, "Route": .directRoute,
        "Bypass": .bypass,
      ]
      guard words.count >= 6, let endpoint = bracketedEndpoint(words[1]),
        let method = methods[String(decoding: words[2], as: UTF8.self)],
        let weight = signed(words[3]), let active = signed(words[4]),
        let inactive = signed(words[5])
      else { return nil }
      self = .destination(endpoint, method, weight: weight, counts: [active, inactive])
    case "FWM":
      guard let mark = hexadecimal(words[1], digits: 1...8) else { return nil }
      self = .firewallMark(mark)
    default:
      guard let transport = transports[first], let endpoint = bracketedEndpoint(words[1]) else {
        return nil
      }
      self = .endpoint(transport, endpoint)
    }
  }
}

/// A row of `/proc/net/ip_vs_conn`, read slowly.
func plainConnection(_ row: [UInt8]) -> ConnectionEntry? {
  let words = row.split(whereSeparator: \.isASCIIBlank)
  guard words.count >= 9 else { return nil }
  var endpoints: [Endpoint] = []
  for index in [1, 3, 5] {
    let word = Array(words[index])
    guard let port = hexadecimal(Array(words[index + 1]), digits: 1...4) else { return nil }
    let address =
      hexadecimal(word, digits: 8...8).map { .v4(IPv4Address(rawValue: $0)) }
      ?? wholeIPv6(word) ?? IPv6Address(word[...]).map { .v6($0) }
      ?? IPv4Address(strict: word[...]).map { IPAddress.v4($0) }
    guard let address else { return nil }
    endpoints.append(Endpoint(address, port: UInt16(port)))
  }
  guard words[8].allSatisfy(\.isASCIIDigit),
    let seconds = UInt64(String(decoding: words[8], as: UTF8.self))
  else { return nil }
  var engineData: ConnectionEntry.EngineData?
  if words.count > 9 {
    let data = row[words[9].endIndex...]
    // One blank belongs to neither.
    if data.count > 1 {
      engineData = ConnectionEntry.EngineData(
        engine: ByteString(words[9]), data: ByteString(data.dropFirst()))
    }
  }
  return ConnectionEntry(
    protocolName: ByteString(words[0]), client: endpoints[0], virtual: endpoints[1],
    destination: endpoints[2], state: ByteString(words[7]), secondsLeft: seconds,
    engineData: engineData)
}

private func bracketedEndpoint(_ word: [UInt8]) -> Endpoint? {
  guard let colon = word.lastIndex(of: UInt8(ascii: ":")),
    let port = hexadecimal(Array(word[(colon + 1)...]), digits: 1...4)
  else { return nil }
  let text = Array(word[..<colon])
  if text.first == UInt8(ascii: "[") {
    guard text.count > 1, text.last == UInt8(ascii: "]"),
      let address = wholeIPv6(Array(text[1..<(text.count - 1)]))
    else { return nil }
    return Endpoint(address, port: UInt16(port))
  }
  return hexadecimal(text, digits: 8...8).map {
    Endpoint(.v4(IPv4Address(rawValue: $0)), port: UInt16(port))
  }
}

/// An address of eight groups of four digits.
private func wholeIPv6(_ text: [UInt8]) -> IPAddress? {
  let groups = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    .map { hexadecimal(Array($0), digits: 4...4) }
  guard groups.count == 8, !groups.contains(nil) else { return nil }
  let halves = [groups[..<4], groups[4...]].map { half in
    half.reduce(UInt64(0)) { $0 << 16 | UInt64($1 ?? 0) }
  }
  return .v6(IPv6Address(high: halves[0], low: halves[1]))
}

private func hexadecimal(_ text: [UInt8], digits: ClosedRange<Int>) -> UInt32? {
  guard digits.contains(text.count), text.allSatisfy({ $0.hexadecimalValue != nil }) else {
    return nil
  }
  return UInt32(String(decoding: text, as: UTF8.self), radix: 16)
}

private func signed(_ word: [UInt8]) -> Int32? {
  guard let first = word.first, first != UInt8(ascii: "+") else { return nil }
  return Int32(String(decoding: word, as: UTF8.self))
}
