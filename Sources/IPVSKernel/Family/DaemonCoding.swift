import IPVS

extension AttributeWriter {
  /// The most bytes of an interface's name; the kernel's field has a zero behind them.
  private static let longestInterfaceName = 15

  /// Appends a daemon that is to be started; what is left to the kernel is left out.
  mutating func append(_ daemon: SyncDaemon) {
    nest(TopAttribute.daemon) { nest in
      nest.append(daemon.role, daemon.interface, daemon.syncID)
      if daemon.maximumLength != 0 {
        nest.append(DaemonAttribute.maximumLength, uint16: daemon.maximumLength)
      }
      if daemon.port != 0 { nest.append(DaemonAttribute.port, uint16: daemon.port) }
      if daemon.timeToLive != 0 {
        nest.append(DaemonAttribute.timeToLive, uint8: daemon.timeToLive)
      }
      switch daemon.group {
      case .v4(let group): nest.append(DaemonAttribute.group, bigEndian32: group.rawValue)
      case .v6(let group): nest.append(DaemonAttribute.group6, bytes: group.octets[...])
      case nil: break
      }
    }
  }

  /// Appends a daemon that is to be stopped: its interface is left empty.
  mutating func append(_ role: SyncDaemon.Role, syncID: UInt32) {
    nest(TopAttribute.daemon) { $0.append(role, "", syncID) }
  }

  private mutating func append(_ role: SyncDaemon.Role, _ interface: ByteString, _ syncID: UInt32) {
    append(DaemonAttribute.state, uint32: role.rawValue)
    append(
      DaemonAttribute.interface, string: interface.bytes,
      limit: AttributeWriter.longestInterfaceName)
    append(DaemonAttribute.syncID, uint32: syncID)
  }
}

extension SyncDaemon {
  /// Reads the attributes of an answer.
  init(answer: RawSpan) throws(DirectorError) {
    var role: Role?
    var interface: ByteString?
    var syncID: UInt32?
    var rest = SyncDaemon(role: .master, interface: "")
    try answer.forEachAttribute(in: .daemon) { (type, payload) throws(DirectorError) in
      switch DaemonAttribute(rawValue: type) {
      case .state: role = Role(rawValue: try payload.uint32())
      case .interface: interface = payload.string()
      case .syncID: syncID = try payload.uint32()
      case .maximumLength: rest.maximumLength = try payload.uint16()
      case .group: rest.group = .v4(IPv4Address(rawValue: try payload.bigEndian32()))
      case .group6: rest.group = .v6(try payload.address())
      case .port: rest.port = try payload.uint16()
      case .timeToLive: rest.timeToLive = try payload.uint8()
      case nil: break
      }
    }
    guard let role, let interface, let syncID else { throw .malformedAnswer }
    self = rest
    self.role = role
    self.interface = interface
    self.syncID = syncID
  }
}
