import IPVS

extension AttributeWriter {
  /// Appends a destination with all its details.
  mutating func append(_ endpoint: Endpoint, _ details: DestinationDetails) {
    nest(TopAttribute.destination) { nest in
      nest.append(key: endpoint)
      nest.append(DestinationAttribute.forwardingMethod, uint32: details.forwarding.rawValue)
      nest.append(DestinationAttribute.weight, uint32: UInt32(bitPattern: details.weight))
      // Without these the kernel takes zeros, as it does from whoever knows no tunnels.
      if details.tunnel != Tunnel() {
        nest.append(DestinationAttribute.tunnelType, uint8: details.tunnel.kind.rawValue)
        nest.append(DestinationAttribute.tunnelPort, bigEndian16: details.tunnel.port)
        nest.append(DestinationAttribute.tunnelFlags, uint16: details.tunnel.checksum.rawValue)
      }
      nest.append(DestinationAttribute.upperThreshold, uint32: details.upperThreshold)
      nest.append(DestinationAttribute.lowerThreshold, uint32: details.lowerThreshold)
    }
  }

  /// Appends what names a destination, and nothing of its details.
  mutating func append(keyOf endpoint: Endpoint) {
    nest(TopAttribute.destination) { $0.append(key: endpoint) }
  }

  @inline(__always)
  private mutating func append(key endpoint: Endpoint) {
    append(DestinationAttribute.addressFamily, uint16: endpoint.address.family.rawValue)
    append(DestinationAttribute.address, address: endpoint.address)
    append(DestinationAttribute.port, bigEndian16: endpoint.port)
  }
}

extension Destination {
  /// Reads the attributes of an answer.
  ///
  /// - Parameters:
  ///   - serviceFamily: the family of the address where the kernel does not tell.
  ///   - contents: what is wanted; the rest stays 0.
  init(
    answer: RawSpan, serviceFamily: AddressFamily, contents: DestinationContents = .whole
  ) throws(DirectorError) {
    self = try answer.withAttributes(of: .destination, DestinationAttribute.self) {
      (attributes) throws(DirectorError) in
      try Destination(attributes, serviceFamily, contents)
    }
  }

  private init(
    _ attributes: borrowing Attributes<DestinationAttribute>, _ serviceFamily: AddressFamily,
    _ contents: DestinationContents
  ) throws(DirectorError) {
    let family = try attributes.family(.addressFamily) ?? serviceFamily
    guard let address = try attributes.address(.address, family),
      let port = try attributes.bigEndian16(.port),
      let forwarding = try attributes.uint32(.forwardingMethod),
      let weight = try attributes.uint32(.weight)
    else { throw .malformedAnswer }
    let statistics =
      contents == .whole
      ? try Statistics(attributes, wide: .statistics64, narrow: .statistics) : Statistics()
    self.init(
      endpoint: Endpoint(address, port: port),
      details: DestinationDetails(
        forwarding: ForwardingMethod(connectionFlags: forwarding),
        weight: Int32(bitPattern: weight),
        upperThreshold: try attributes.uint32(.upperThreshold) ?? 0,
        lowerThreshold: try attributes.uint32(.lowerThreshold) ?? 0,
        tunnel: try Tunnel(attributes)),
      counters: statistics.counters, rates: statistics.rates)
    connectionCounts.active = try attributes.uint32(.activeConnections) ?? 0
    connectionCounts.inactive = try attributes.uint32(.inactiveConnections) ?? 0
    connectionCounts.persistent = try attributes.uint32(.persistentConnections) ?? 0
  }
}

extension Tunnel {
  /// Reads what an answer tells of a destination's tunnel; older kernels tell nothing.
  fileprivate init(_ attributes: borrowing Attributes<DestinationAttribute>) throws(DirectorError) {
    self.init(
      kind: Kind(rawValue: try attributes.uint8(.tunnelType) ?? 0),
      port: try attributes.bigEndian16(.tunnelPort) ?? 0,
      checksum: Checksum(rawValue: try attributes.uint16(.tunnelFlags) ?? 0))
  }
}
