import IPVS

extension AttributeWriter {
  /// The most bytes of a scheduler's name; the kernel's field has a zero behind them.
  private static let longestSchedulerName = 15
  /// The most bytes of a persistence engine's name.
  private static let longestEngineName = 16

  /// Appends a service with all its details.
  mutating func append(_ identity: ServiceIdentity, _ details: ServiceDetails) {
    nest(TopAttribute.service) { nest in
      nest.append(key: identity)
      nest.append(
        ServiceAttribute.schedulerName, string: details.scheduler.bytes,
        limit: AttributeWriter.longestSchedulerName)
      if !details.persistenceEngine.isEmpty {
        nest.append(
          ServiceAttribute.persistenceEngine, string: details.persistenceEngine.bytes,
          limit: AttributeWriter.longestEngineName)
      }
      nest.append(ServiceAttribute.flags, flags: details.flags, mask: .max)
      nest.append(ServiceAttribute.timeout, uint32: details.persistence?.timeout ?? 0)
      switch details.mask {
      case .v4(let mask):
        nest.append(ServiceAttribute.netmask, bigEndian32: mask.rawValue)
      case .v6(let prefixLength):
        nest.append(ServiceAttribute.netmask, uint32: prefixLength)
      }
    }
  }

  /// Appends what names a service, and nothing of its details.
  mutating func append(keyOf identity: ServiceIdentity) {
    nest(TopAttribute.service) { $0.append(key: identity) }
  }

  private mutating func append(key identity: ServiceIdentity) {
    append(ServiceAttribute.addressFamily, uint16: identity.family.rawValue)
    switch identity {
    case .firewallMark(let mark, _):
      append(ServiceAttribute.firewallMark, uint32: mark)
    case .endpoint(let transportProtocol, let endpoint):
      append(ServiceAttribute.transportProtocol, uint16: transportProtocol.rawValue)
      append(ServiceAttribute.address, address: endpoint.address)
      append(ServiceAttribute.port, bigEndian16: endpoint.port)
    }
  }
}

extension ServiceDetails {
  /// The flags of the service as the kernel has them.
  fileprivate var flags: UInt32 {
    var flags = schedulerFlags.rawValue & ServiceFlag.schedulerMask
    if persistence != nil { flags |= ServiceFlag.persistent }
    if isOnePacket { flags |= ServiceFlag.onePacket }
    return flags
  }
}

extension Service {
  /// Reads the attributes of an answer; its destinations come in answers of their own.
  ///
  /// - Parameters:
  ///   - names: the names that were read before.
  ///   - contents: what is wanted; the rest stays 0.
  init(
    answer: RawSpan, names: inout NameTable, contents: DestinationContents = .whole
  ) throws(DirectorError) {
    self = try answer.withAttributes(of: .service, ServiceAttribute.self) {
      (attributes) throws(DirectorError) in
      let statistics =
        contents == .whole
        ? try Statistics(attributes, wide: .statistics64, narrow: .statistics) : Statistics()
      return Service(
        identity: try ServiceIdentity(attributes), details: try ServiceDetails(attributes, &names),
        counters: statistics.counters, rates: statistics.rates)
    }
  }
}

extension ServiceIdentity {
  /// Reads what names the service of an answer.
  init(answer: RawSpan) throws(DirectorError) {
    self = try answer.withAttributes(of: .service, ServiceAttribute.self) {
      (attributes) throws(DirectorError) in try ServiceIdentity(attributes)
    }
  }

  fileprivate init(_ attributes: borrowing Attributes<ServiceAttribute>) throws(DirectorError) {
    guard let family = try attributes.family(.addressFamily) else { throw .malformedAnswer }
    if let mark = try attributes.uint32(.firewallMark), mark != 0 {
      self = .firewallMark(mark, family)
      return
    }
    guard let transport = try attributes.uint16(.transportProtocol),
      let address = try attributes.address(.address, family),
      let port = try attributes.bigEndian16(.port)
    else { throw .malformedAnswer }
    self = .endpoint(TransportProtocol(rawValue: transport), Endpoint(address, port: port))
  }
}

extension ServiceDetails {
  /// Reads the details of the service.
  fileprivate init(
    _ attributes: borrowing Attributes<ServiceAttribute>, _ names: inout NameTable
  ) throws(DirectorError) {
    guard let family = try attributes.family(.addressFamily),
      let scheduler = attributes.payload(.schedulerName), let flags = try attributes.flags(.flags),
      let timeout = try attributes.uint32(.timeout),
      let netmask = try attributes.uint32(.netmask)
    else { throw .malformedAnswer }
    let isPersistent = flags & ServiceFlag.persistent != 0
    self.init(
      scheduler: names.name(ofCString: scheduler),
      schedulerFlags: SchedulerFlags(rawValue: flags & ServiceFlag.schedulerMask),
      persistence: isPersistent ? Persistence(timeout: timeout) : nil,
      mask: family == .ipv4
        ? .v4(IPv4Address(rawValue: UInt32(bigEndian: netmask))) : .v6(prefixLength: netmask),
      persistenceEngine: attributes.payload(.persistenceEngine).map { names.name(ofCString: $0) }
        ?? "",
      isOnePacket: flags & ServiceFlag.onePacket != 0)
  }
}
