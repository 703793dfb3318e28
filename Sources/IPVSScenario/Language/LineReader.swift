import IPVS

/// Reads the words of one line.
struct LineReader {
  private let words: [WordReader.Word]
  private var index = 0

  init(_ words: [WordReader.Word]) {
    self.words = words
  }

  /// What the line does.
  mutating func event() throws(LineError) -> Event {
    let verb = try next(Self.verbs)
    switch verb.text {
    case "ipvsadm": return .command(try command())
    case "ipvs":
      return .operatorCommand(
        OperatorLine(
          words: words[index...].map { String(decoding: $0.bytes, as: UTF8.self) }))
    case "sysctl": return try setting()
    case "packet", "connect", "close", "reset":
      return .exchange(try exchange(verb, client: nil))
    case "reply": return try reply()
    case "icmp": return .icmp(try icmpError())
    case "clients": return try clients()
    case "wait":
      let word = try next("a time such as 90s, 6m, 1h30m or 20ms")
      let slots = try TimeText.slots(word)
      try end()
      return .wait(slots: slots)
    default: throw LineError(verb.column, "expected \(Self.verbs)")
    }
  }

  private static let verbs =
    "ipvsadm, ipvs, sysctl, packet, reply, connect, close, reset, clients, icmp, wait or a comment"

  /// The next word; `expected` says what it should be where there is none.
  mutating func next(_ expected: String) throws(LineError) -> WordReader.Word {
    guard index < words.count else {
      throw LineError(words.last?.end ?? 1, "expected \(expected)")
    }
    index += 1
    return words[index - 1]
  }

  /// Whether the next word is this one, which is taken then.
  mutating func takes(_ text: String) -> Bool {
    guard index < words.count, words[index].text == text else { return false }
    index += 1
    return true
  }

  func end() throws(LineError) {
    guard index < words.count else { return }
    throw LineError(words[index].column, "expected the end of the line")
  }

  private func command() throws(LineError) -> CommandLine {
    var command = CommandLine(words: words.map { ByteString($0.bytes) })
    for word in words.dropFirst() {
      try Unavailable.check(word.bytes, column: word.column, for: &command)
    }
    return command
  }

  private mutating func setting() throws(LineError) -> Event {
    let word = try next("NAME or NAME=VALUE")
    let parts = word.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let name = SysctlName(rawValue: String(first)) else {
      throw LineError(word.column, "expected NAME or NAME=VALUE, a setting below net.ipv4.vs")
    }
    try end()
    guard parts.count == 2 else { return .readSetting(name) }
    return .writeSetting(name, String(parts[1]))
  }
}

extension LineReader {
  /// What stands behind `packet`, `connect`, `close` or `reset`.
  ///
  /// - Parameter client: the client where the line does not name one of its own.
  private mutating func exchange(
    _ verb: WordReader.Word, client: Endpoint?
  ) throws(LineError) -> Exchange {
    let transport = try transport()
    let source: Endpoint
    if let client {
      source = client
    } else {
      source = try endpoint("the client's", of: transport)
    }
    let virtual = try endpoint("the virtual", of: transport, family: source.address.family)
    var exchange = Exchange(
      purpose: .connect, transport: transport, client: source, virtual: virtual)
    switch verb.text {
    case "packet":
      exchange.purpose = .packet(try content(of: transport))
    case "connect":
      guard transport.hasPorts else {
        throw LineError(verb.column, "connect is for tcp, udp and sctp")
      }
    default:
      guard transport == .tcp || transport == .sctp else {
        throw LineError(
          verb.column, "\(verb.text) is for tcp and sctp: others have no connections to end")
      }
      let first = try by()
      exchange.purpose = verb.text == "close" ? .close(by: first) : .reset(by: first)
    }
    if takes("mark") { exchange.mark = try number(1...UInt32.max, "a mark") }
    exchange.payload = try payload(of: transport)
    try end()
    return exchange
  }

  private mutating func by() throws(LineError) -> Exchange.End {
    guard takes("by") else { return .client }
    let word = try next("client or server")
    switch word.text {
    case "client": return .client
    case "server": return .server
    default: throw LineError(word.column, "expected client or server")
    }
  }

  private mutating func reply() throws(LineError) -> Event {
    let transport = try transport()
    let source = try endpoint("the sender's", of: transport)
    let client = try endpoint("the client's", of: transport, family: source.address.family)
    let content = try content(of: transport)
    var server = source.address
    if takes("from") { server = try address("the server's") }
    if index < words.count, words[index].text == "mark" {
      throw LineError(words[index].column, "mark is for clients' packets")
    }
    let payload = try payload(of: transport)
    try end()
    return .reply(
      Packet(
        transport: transport, source: source, destination: client, flags: content.flags,
        chunks: content.chunks, side: .server(server)),
      carrying: payload.bytes(from: .server))
  }

  private mutating func clients() throws(LineError) -> Event {
    let most = UInt32(ClientRange.mostClients)
    let countColumn = index < words.count ? words[index].column : 1
    let count = Int(try number(1...most, "how many clients"))
    guard takes("from") else {
      throw LineError(try next("from PREFIX").column, "expected from PREFIX")
    }
    let word = try next("PREFIX, such as 10.1.0.0/16")
    let prefix = try EndpointReader.prefix(word)
    guard count <= prefix.room else {
      throw LineError(countColumn, "\(word.text) has room for \(prefix.room) clients")
    }
    let range = ClientRange(prefix: prefix.address, count: count)
    let verb = try next("packet, connect, close or reset")
    switch verb.text {
    case "packet", "connect", "close", "reset":
      return .clients(range, try exchange(verb, client: Endpoint(prefix.address)))
    default:
      throw LineError(verb.column, "expected packet, connect, close or reset")
    }
  }

  /// What the datagrams of a line carry: `call-id X` or `payload BYTES` at its end.
  private mutating func payload(of transport: TransportProtocol) throws(LineError) -> Payload {
    guard index < words.count, ["call-id", "payload"].contains(words[index].text) else {
      return .none
    }
    let keyword = words[index]
    guard transport == .udp else {
      throw LineError(
        keyword.column, "\(keyword.text) is for udp: no other packets carry data here")
    }
    index += 1
    guard keyword.text == "call-id" else {
      let word = try next("the bytes of the payload")
      try check(length: word)
      return .bytes(ByteString(word.bytes))
    }
    let word = try next("a Call-ID")
    guard !word.bytes.isEmpty, word.bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw LineError(word.column, "expected a Call-ID: characters of ASCII, without blanks")
    }
    try check(length: word)
    return .callID(ByteString(word.bytes))
  }

  /// What a datagram carries fits into a frame of every network.
  private func check(length word: WordReader.Word) throws(LineError) {
    guard word.bytes.count <= Payload.longest else {
      throw LineError(word.column, "at most \(Payload.longest) bytes fit into a packet")
    }
  }
}
