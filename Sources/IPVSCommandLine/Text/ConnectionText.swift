import IPVS

/// Prints the connection table.
struct ConnectionText {
  let endpoints: EndpointText
  let showsEngineData: Bool

  init(showsEngineData: Bool, isNumeric: Bool, resolver: any NameResolver) {
    endpoints = EndpointText(resolver: resolver, isNumeric: isNumeric)
    self.showsEngineData = showsEngineData
  }

  /// The two lines above the entries.
  func appendTitles(to text: inout [UInt8]) {
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
  func append(_ entry: ConnectionEntry, to text: inout [UInt8]) {
    let transport = Self.transport(entry.protocolName)
    text.append(entry.protocolName.bytes, width: 3)
    text.append(" ")
    text.append(Self.time(entry.secondsLeft), width: 6)
    text.append(" ")
    text.append(entry.state.bytes, width: 11)
    text.append(" ")
    text.append(endpoints.text(entry.client, transport), width: 18)
    text.append(" ")
    text.append(endpoints.text(entry.virtual, transport), width: 18)
    text.append(" ")
    let destination = endpoints.text(entry.destination, transport)
    if showsEngineData, let engineData = entry.engineData {
      text.append(destination, width: 16)
      text.append(" ")
      text.append(engineData.engine.bytes, width: 18)
      text.append(" ")
      // Behind a blank 1.31 reads no further.
      text += engineData.data.bytes.prefix { !$0.isASCIIBlank }
    } else {
      text += destination
    }
    text.append("\n")
  }

  /// Minutes and seconds, two digits each at least.
  private static func time(_ seconds: UInt64) -> [UInt8] {
    var text: [UInt8] = []
    if seconds / 60 < 10 { text.append("0") }
    text.append(decimal: seconds / 60)
    text.append(seconds % 60 < 10 ? ":0" : ":")
    text.append(decimal: seconds % 60)
    return text
  }

  private static func transport(_ name: ByteString) -> TransportProtocol? {
    [TransportProtocol.tcp, .udp, .sctp].first { transport in
      transport.name.map { ByteString(stringLiteral: $0) } == name
    }
  }
}
