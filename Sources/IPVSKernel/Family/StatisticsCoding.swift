import IPVS

/// The counters and rates of a service or a destination.
struct Statistics {
  var counters = Counters()
  var rates = Rates()

  /// Nothing yet.
  init() {}

  /// Reads the wide counters where they are told, or else the narrow ones; none are zeros.
  init<Attribute>(
    _ attributes: Attributes<Attribute>, wide: Attribute, narrow: Attribute
  ) throws(DirectorError) {
    let nest = attributes.payload(wide) != nil ? wide : narrow
    let statistics = try attributes.withAttributes(of: nest, StatisticsAttribute.self) {
      (attributes) throws(DirectorError) in try Statistics(attributes)
    }
    self = statistics ?? Statistics()
  }

  /// What is not told is 0.
  private init(_ attributes: Attributes<StatisticsAttribute>) throws(DirectorError) {
    counters.connections = try attributes.counter(.connections) ?? 0
    counters.incomingPackets = try attributes.counter(.incomingPackets) ?? 0
    counters.outgoingPackets = try attributes.counter(.outgoingPackets) ?? 0
    counters.incomingBytes = try attributes.counter(.incomingBytes) ?? 0
    counters.outgoingBytes = try attributes.counter(.outgoingBytes) ?? 0
    rates.connections = try attributes.counter(.connectionRate) ?? 0
    rates.incomingPackets = try attributes.counter(.incomingPacketRate) ?? 0
    rates.outgoingPackets = try attributes.counter(.outgoingPacketRate) ?? 0
    rates.incomingBytes = try attributes.counter(.incomingByteRate) ?? 0
    rates.outgoingBytes = try attributes.counter(.outgoingByteRate) ?? 0
  }
}
