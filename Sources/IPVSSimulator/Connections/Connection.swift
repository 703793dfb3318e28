internal import IPVS

/// A connection, or a persistence template: `struct ip_vs_conn`.
///
/// A value that stands for an entry of the table; it is worth nothing once the entry was released.
struct Connection: Equatable {
  /// Where the entry is kept.
  let record: UnsafeMutablePointer<EntryRecord>

  /// Whether it belongs to a client's packets or to the client itself.
  enum Kind: Hashable {
    /// A connection.
    case connection
    /// A persistence template (`IP_VS_CONN_F_TEMPLATE`).
    case template
  }

  /// The order in which entries were made.
  var number: UInt64 { record.pointee.number }

  /// Which of the two it is.
  var kind: Kind { record.pointee.key.isTemplate ? .template : .connection }

  /// By what it is found; a rejected template gets another.
  var key: ConnectionKey {
    get { ConnectionKey(record.pointee.key) }
    nonmutating set { record.pointee.key = PackedKey(newValue) }
  }

  /// Where its packets go to: the server's address, and its port with NAT.
  var destination: Endpoint {
    get {
      Endpoint(
        record.pointee.destination.address(isIPv6: has(.isServerIPv6)),
        port: record.pointee.destinationPort)
    }
    nonmutating set {
      record.pointee.destination = PackedAddress(newValue.address)
      record.pointee.destinationPort = newValue.port
    }
  }

  /// How its packets reach the server; fixed when it is made.
  var forwarding: ForwardingMethod {
    ForwardingMethod(rawValue: UInt32(record.pointee.forwarding))
  }

  /// Whether it is for one datagram only (`IP_VS_CONN_F_ONE_PACKET`).
  var isOnePacket: Bool { has(.onePacket) }

  /// Its server; nil for one that goes past the balancer.
  var server: ServerState? { record.pointee.server?.takeUnretainedValue() }

  /// Looks at its server without counting a reference, as is done with every packet; nil where there is
  /// none.
  @inline(__always)
  func withServer<Result>(_ body: (ServerState) -> Result) -> Result? {
    record.pointee.server?._withUnsafeGuaranteedRef(body)
  }

  /// Whether its server was removed.
  var lostServer: Bool { withServer { !$0.isAvailable } ?? false }

  /// Its template, or the connection that it belongs to.
  var controller: Connection? {
    get { record.pointee.controller.map(Connection.init(record:)) }
    nonmutating set { record.pointee.controller = newValue?.record }
  }

  /// How many entries it controls (`n_control`).
  var controlled: UInt32 {
    get { record.pointee.controlled }
    nonmutating set { record.pointee.controlled = newValue }
  }

  /// The state of a TCP connection.
  var tcpState: TCPState {
    get { TCPState(rawValue: Int(record.pointee.state)) ?? .none }
    nonmutating set { record.pointee.state = UInt8(newValue.rawValue) }
  }

  /// The state of an SCTP association.
  var sctpState: SCTPState {
    get { SCTPState(rawValue: record.pointee.state) ?? .none }
    nonmutating set { record.pointee.state = newValue.rawValue }
  }

  /// Whether a template has seen a connection that is known to work (`IP_VS_CTPL_S_ASSURED`).
  var isAssured: Bool {
    get { has(.assured) }
    nonmutating set { set(.assured, newValue) }
  }

  /// Whether it counts as inactive for its server (`IP_VS_CONN_F_INACTIVE`).
  var isInactive: Bool {
    get { has(.inactive) }
    nonmutating set { set(.inactive, newValue) }
  }

  /// Whether no packet of the server has passed here yet, and none is expected to
  /// (`IP_VS_CONN_F_NOOUTPUT`).
  var seesNoOutput: Bool {
    get { has(.seesNoOutput) }
    nonmutating set { set(.seesNoOutput, newValue) }
  }

  /// What the timer is armed with, in jiffies.
  var timeout: UInt64 {
    get { UInt64(record.pointee.timeout) }
    nonmutating set { record.pointee.timeout = UInt32(clamping: newValue) }
  }

  /// The timer.
  var timer: TimerNode { record.pointee.timer }

  /// Whether it is nothing but a timer of the director itself.
  var isTimer: Bool { record.pointee.number == 0 }

  /// Whether it is in the table.
  var isHashed: Bool {
    get { has(.hashed) }
    nonmutating set { set(.hashed, newValue) }
  }

  private func has(_ trait: EntryRecord.Traits) -> Bool { record.pointee.traits.contains(trait) }

  private func set(_ trait: EntryRecord.Traits, _ isOn: Bool) {
    if isOn { record.pointee.traits.insert(trait) } else { record.pointee.traits.remove(trait) }
  }
}

extension EntryRecord {
  /// A timer that belongs to no entry.
  static var timer: EntryRecord {
    let nowhere = Endpoint(.v4(IPv4Address(rawValue: 0)), port: 0)
    return EntryRecord(
      number: 0,
      key: PackedKey(
        ConnectionKey(kind: .connection, transport: .any, client: nowhere, virtual: nowhere)),
      destination: nowhere, forwarding: .masquerade, isOnePacket: false, server: nil, timeout: 0)
  }

  init(
    number: UInt64, key: PackedKey, destination: Endpoint, forwarding: ForwardingMethod,
    isOnePacket: Bool, server: ServerState?, timeout: UInt64
  ) {
    self.key = key
    self.destination = PackedAddress(destination.address)
    destinationPort = destination.port
    self.server = server.map(Unmanaged.passUnretained)
    self.number = number
    self.timeout = UInt32(clamping: timeout)
    self.forwarding = UInt8(truncatingIfNeeded: forwarding.rawValue)
    traits = [.inactive]
    if destination.address.isIPv6 { traits.insert(.isServerIPv6) }
    if isOnePacket { traits.insert(.onePacket) }
    if forwarding != .masquerade { traits.insert(.seesNoOutput) }
  }
}

extension Connection {
  /// The protocol as the listing names it.
  var protocolName: ByteString {
    switch key.transport {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .sctp: "SCTP"
    case .any: "IP"
    default: "IP_\(key.transport.rawValue)"
    }
  }

  /// The client as the listing shows it.
  var shownClient: Endpoint {
    switch kind {
    case .template: Endpoint(key.client.address, port: 0)
    case .connection: key.client
    }
  }

  /// The state as the listing names it.
  var stateName: ByteString {
    switch kind {
    case .template: isAssured ? "ASSURED" : "NONE"
    case .connection:
      switch key.transport {
      case .tcp: tcpState.name
      case .udp: "UDP"
      case .sctp: sctpState.name
      default: "NONE"
      }
    }
  }
}

extension TransportProtocol {
  /// In a firewall mark's template (`IPPROTO_IP`, 0): every protocol.
  static var any: TransportProtocol { TransportProtocol(rawValue: 0) }
}
