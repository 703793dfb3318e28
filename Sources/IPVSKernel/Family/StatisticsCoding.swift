import IPVS

/// The counters and rates of a service or a destination.
struct Statistics {
  var counters = Counters()
  var rates = Rates()

  /// Nothing yet.
  init() {}

  /// The wide counters that were read, or else the narrow ones in the answer; none are zeros.
  init(
    _ wide: Statistics?, orNarrow attribute: some RawRepresentable<UInt16>,
    in nest: TopAttribute, answer: RawSpan
  ) throws(DirectorError) {
    if let wide {
      self = wide
      return
    }
    try answer.forEachAttribute(in: nest) { (type, payload) throws(DirectorError) in
      if type == attribute.rawValue { self = try Statistics(payload) }
    }
  }

  /// Reads a nest of counters, narrow or wide.
  init(_ payload: RawSpan) throws(DirectorError) {
    try payload.forEachAttribute { (type, payload) throws(DirectorError) in
      guard let attribute = StatisticsAttribute(rawValue: type) else { return }
      let value = try payload.counter()
      switch attribute {
      case .connections: counters.connections = value
      case .incomingPackets: counters.incomingPackets = value
      case .outgoingPackets: counters.outgoingPackets = value
      case .incomingBytes: counters.incomingBytes = value
      case .outgoingBytes: counters.outgoingBytes = value
      case .connectionRate: rates.connections = value
      case .incomingPacketRate: rates.incomingPackets = value
      case .outgoingPacketRate: rates.outgoingPackets = value
      case .incomingByteRate: rates.incomingBytes = value
      case .outgoingByteRate: rates.outgoingBytes = value
      }
    }
  }
}
