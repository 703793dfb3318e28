import IPVS

/// Prints the connection table.
struct ConnectionText {
  let endpoints: EndpointText
  let showsEngineData: Bool
  private var virtual = RepeatedEndpoints(width: 18)
  private var destination = RepeatedEndpoints(width: 0)

  init(showsEngineData: Bool, isNumeric: Bool, resolver: any NameResolver) {
    endpoints = EndpointText(resolver: resolver, isNumeric: isNumeric)
    self.showsEngineData = showsEngineData
  }

  /// The two lines above the entries.
  func appendTitles(to text: inout TextBuffer) {
    text.append("IPVS connection entries\npro expire ")
    text.append("state", width: 11)
    text.append(" ")
    text.append("source", width: 18)
    text.append(" ")
    text.append("virtual", width: 18)
    text.append(" ")
    if showsEngineData {
      text.append("destination", width: 18)
      text.append(" ")
      text.append("pe name", width: 16)
      text.append(" pe_data\n")
    } else {
      text.append("destination\n")
    }
  }

  /// The row of one entry.
  mutating func append(_ entry: ConnectionEntry, to text: inout TextBuffer) {
    let transport = endpoints.isNumeric ? nil : Self.transport(entry.protocolName)
    text.append(entry.protocolName.bytes, width: 3)
    text.append(" ")
    Self.appendTime(entry.secondsLeft, to: &text)
    text.append(" ")
    text.append(entry.state.bytes, width: 11)
    text.append(" ")
    append(entry.client, transport, width: 18, to: &text)
    text.append(" ")
    if case .v4(let address) = entry.virtual.address, endpoints.isNumeric {
      virtual.append(address, entry.virtual.port, to: &text)
    } else {
      append(entry.virtual, transport, width: 18, to: &text)
    }
    text.append(" ")
    if showsEngineData, let engineData = entry.engineData {
      append(entry.destination, transport, width: 16, to: &text)
      text.append(" ")
      text.append(engineData.engine.bytes, width: 18)
      text.append(" ")
      // Behind a blank 1.31 reads no further.
      text.append(Array(engineData.data.bytes.prefix { !$0.isASCIIBlank }))
    } else if case .v4(let address) = entry.destination.address, endpoints.isNumeric {
      destination.append(address, entry.destination.port, to: &text)
    } else {
      endpoints.append(entry.destination, transport, to: &text)
    }
    text.append("\n")
  }

  private func append(
    _ endpoint: Endpoint, _ transport: TransportProtocol?, width: Int, to text: inout TextBuffer
  ) {
    let start = text.count
    endpoints.append(endpoint, transport, to: &text)
    text.pad(from: start, to: width)
  }

  /// Minutes and seconds, two digits each at least, in six columns.
  private static func appendTime(_ seconds: UInt64, to text: inout TextBuffer) {
    let start = text.count
    let minutes = seconds / 60
    if minutes < 100 { text.append(twoDigits: minutes) } else { text.append(decimal: minutes) }
    text.append(":")
    text.append(twoDigits: seconds % 60)
    text.pad(from: start, to: 6)
  }

  private static func transport(_ name: ByteString) -> TransportProtocol? {
    [TransportProtocol.tcp, .udp, .sctp].first { transport in
      transport.name.map { ByteString(stringLiteral: $0) } == name
    }
  }
}
