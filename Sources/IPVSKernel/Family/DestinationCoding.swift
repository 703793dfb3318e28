import IPVS

extension AttributeWriter {
  /// Appends a destination with all its details.
  mutating func append(_ endpoint: Endpoint, _ details: DestinationDetails) {
    nest(TopAttribute.destination) { nest in
      nest.append(DestinationAttribute.addressFamily, uint16: endpoint.address.family.rawValue)
      nest.append(DestinationAttribute.address, address: endpoint.address)
      nest.append(DestinationAttribute.port, bigEndian16: endpoint.port)
      nest.append(DestinationAttribute.forwardingMethod, uint32: details.forwarding.rawValue)
      nest.append(DestinationAttribute.weight, uint32: UInt32(bitPattern: details.weight))
      nest.append(DestinationAttribute.tunnelType, uint8: details.tunnel.kind.rawValue)
      nest.append(DestinationAttribute.tunnelPort, bigEndian16: details.tunnel.port)
      nest.append(DestinationAttribute.tunnelFlags, uint16: details.tunnel.checksum.rawValue)
      nest.append(DestinationAttribute.upperThreshold, uint32: details.upperThreshold)
      nest.append(DestinationAttribute.lowerThreshold, uint32: details.lowerThreshold)
    }
  }
}

extension Destination {
  /// Reads the attributes of an answer.
  ///
  /// - Parameter serviceFamily: the family of the address where the kernel does not tell.
  init(answer: RawSpan, serviceFamily: AddressFamily) throws(DirectorError) {
    var fields = DestinationFields()
    try answer.forEachAttribute(in: .destination) { (type, payload) throws(DirectorError) in
      try fields.read(DestinationAttribute(rawValue: type), payload)
    }
    guard let address = fields.address, let port = fields.port,
      let forwarding = fields.forwarding, let weight = fields.weight
    else { throw .malformedAnswer }
    let statistics = try Statistics(
      fields.statistics, orNarrow: DestinationAttribute.statistics, in: .destination, answer: answer
    )
    self.init(
      endpoint: Endpoint(IPAddress(address, fields.family ?? serviceFamily), port: port),
      details: DestinationDetails(
        forwarding: forwarding, weight: weight, upperThreshold: fields.upperThreshold,
        lowerThreshold: fields.lowerThreshold, tunnel: fields.tunnel),
      connectionCounts: fields.connectionCounts, counters: statistics.counters,
      rates: statistics.rates)
  }
}

/// What was read of a destination so far.
private struct DestinationFields {
  var family: AddressFamily?
  var address: IPv6Address?
  var port: UInt16?
  var forwarding: ForwardingMethod?
  var weight: Int32?
  var upperThreshold: UInt32 = 0
  var lowerThreshold: UInt32 = 0
  var tunnel = Tunnel()
  var connectionCounts = ConnectionCounts()
  var statistics: Statistics?

  mutating func read(
    _ attribute: DestinationAttribute?, _ payload: RawSpan
  ) throws(DirectorError) {
    switch attribute {
    case .addressFamily: family = try payload.family()
    case .address: address = try payload.address()
    case .port: port = try payload.bigEndian16()
    case .forwardingMethod: forwarding = ForwardingMethod(connectionFlags: try payload.uint32())
    case .weight: weight = Int32(bitPattern: try payload.uint32())
    case .upperThreshold: upperThreshold = try payload.uint32()
    case .lowerThreshold: lowerThreshold = try payload.uint32()
    case .activeConnections: connectionCounts.active = try payload.uint32()
    case .inactiveConnections: connectionCounts.inactive = try payload.uint32()
    case .persistentConnections: connectionCounts.persistent = try payload.uint32()
    case .statistics: break  // Read only where there are no wide ones.
    case .statistics64: statistics = try Statistics(payload)
    case .tunnelType: tunnel.kind = Tunnel.Kind(rawValue: try payload.uint8())
    case .tunnelPort: tunnel.port = try payload.bigEndian16()
    case .tunnelFlags: tunnel.checksum = Tunnel.Checksum(rawValue: try payload.uint16())
    case nil: break
    }
  }
}
