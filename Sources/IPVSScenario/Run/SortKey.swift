import IPVS

/// Numbers by which things are put into order, the most important first.
struct SortKey: Comparable {
  private let numbers: [UInt64]

  /// Protocol, client, virtual and server by their numbers; then whatever else tells rows apart.
  init(_ entry: ConnectionEntry) {
    var numbers = [Self.number(ofProtocol: entry.protocolName)]
    for endpoint in [entry.client, entry.virtual, entry.destination] {
      Self.append(endpoint, to: &numbers)
    }
    Self.append(entry.protocolName, to: &numbers)
    Self.append(entry.state, to: &numbers)
    numbers.append(entry.secondsLeft)
    if let engineData = entry.engineData {
      Self.append(engineData.engine, to: &numbers)
      Self.append(engineData.data, to: &numbers)
    }
    self.numbers = numbers
  }

  /// Services with an address by protocol, address and port; behind them those of marks.
  init(_ identity: ServiceIdentity) {
    switch identity {
    case .endpoint(let transport, let endpoint):
      var numbers: [UInt64] = [0, UInt64(transport.rawValue)]
      Self.append(endpoint, to: &numbers)
      self.numbers = numbers
    case .firewallMark(let mark, let family):
      numbers = [1, UInt64(family.rawValue), UInt64(mark)]
    }
  }

  /// An address and a port.
  init(_ endpoint: Endpoint) {
    var numbers: [UInt64] = []
    Self.append(endpoint, to: &numbers)
    self.numbers = numbers
  }

  static func < (left: SortKey, right: SortKey) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }

  private static func append(_ endpoint: Endpoint, to numbers: inout [UInt64]) {
    switch endpoint.address {
    case .v4(let address): numbers += [4, 0, UInt64(address.rawValue)]
    case .v6(let address): numbers += [6, address.high, address.low]
    }
    numbers.append(UInt64(endpoint.port))
  }

  private static func append(_ text: ByteString, to numbers: inout [UInt64]) {
    numbers += text.bytes.map { UInt64($0) + 1 }
    numbers.append(0)
  }

  private static func number(ofProtocol name: ByteString) -> UInt64 {
    switch name {
    case "IP": 0
    case "TCP": UInt64(TransportProtocol.tcp.rawValue)
    case "UDP": UInt64(TransportProtocol.udp.rawValue)
    case "SCTP": UInt64(TransportProtocol.sctp.rawValue)
    default: UInt64.max
    }
  }
}
