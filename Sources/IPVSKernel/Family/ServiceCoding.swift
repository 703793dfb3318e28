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

  /// Appends a service that is only named, with the details that 1.31 puts beside a name: an empty
  /// scheduler's name and the whole mask.
  mutating func append(named identity: ServiceIdentity) {
    append(identity, ServiceDetails(scheduler: ByteString(), mask: .host(identity.family)))
  }

  /// Appends the bare name of a service, as in a question.
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
  init(answer: RawSpan) throws(DirectorError) {
    var fields = ServiceFields()
    try answer.forEachAttribute(in: .service) { (type, payload) throws(DirectorError) in
      try fields.read(ServiceAttribute(rawValue: type), payload)
    }
    guard let identity = fields.identity, let details = fields.details else {
      throw .malformedAnswer
    }
    let statistics = try Statistics(
      fields.statistics, orNarrow: ServiceAttribute.statistics, in: .service, answer: answer)
    self.init(
      identity: identity, details: details, counters: statistics.counters, rates: statistics.rates)
  }
}

/// What was read of a service so far.
private struct ServiceFields {
  var family: AddressFamily?
  var transportProtocol: TransportProtocol?
  var address: IPv6Address?
  var port: UInt16?
  var mark: UInt32?
  var scheduler: ByteString?
  var flags: UInt32?
  var timeout: UInt32?
  var netmask: UInt32?
  var engine = ByteString()
  var statistics: Statistics?

  mutating func read(
    _ attribute: ServiceAttribute?, _ payload: RawSpan
  ) throws(DirectorError) {
    switch attribute {
    case .addressFamily: family = try payload.family()
    case .transportProtocol: transportProtocol = TransportProtocol(rawValue: try payload.uint16())
    case .address: address = try payload.address()
    case .port: port = try payload.bigEndian16()
    case .firewallMark: mark = try payload.uint32()
    case .schedulerName: scheduler = payload.string()
    case .persistenceEngine: engine = payload.string()
    case .flags: flags = try payload.flags()
    case .timeout: timeout = try payload.uint32()
    case .netmask: netmask = try payload.uint32()
    case .statistics: break  // Read only where there are no wide ones.
    case .statistics64: statistics = try Statistics(payload)
    case nil: break
    }
  }

  /// What names the service; nil where something is missing.
  var identity: ServiceIdentity? {
    guard let family else { return nil }
    if let mark, mark != 0 { return .firewallMark(mark, family) }
    guard let transportProtocol, let address, let port else { return nil }
    return .endpoint(transportProtocol, Endpoint(IPAddress(address, family), port: port))
  }

  /// The details of the service; nil where something is missing.
  var details: ServiceDetails? {
    guard let family, let scheduler, let flags, let timeout, let netmask else { return nil }
    let isPersistent = flags & ServiceFlag.persistent != 0
    let mask: PersistenceMask =
      switch family {
      case .ipv4: .v4(IPv4Address(rawValue: UInt32(bigEndian: netmask)))
      case .ipv6: .v6(prefixLength: netmask)
      }
    return ServiceDetails(
      scheduler: scheduler,
      schedulerFlags: SchedulerFlags(rawValue: flags & ServiceFlag.schedulerMask),
      persistence: isPersistent ? Persistence(timeout: timeout) : nil, mask: mask,
      persistenceEngine: engine, isOnePacket: flags & ServiceFlag.onePacket != 0)
  }
}
