internal import IPVS

/// What a master tells of one entry of its connection table (`struct ip_vs_sync_conn`).
struct SyncMessage: Hashable {
  /// Whether it is a connection or a template, its protocol, and its client and virtual address.
  var key: ConnectionKey
  /// The server's address and port.
  var destination: Endpoint
  /// How packets reach the server.
  var forwarding: ForwardingMethod
  /// Whether the master has seen no packet of the server (`IP_VS_CONN_F_NOOUTPUT`).
  var seesNoOutput: Bool
  /// Whether it counts as inactive for the master's server (`IP_VS_CONN_F_INACTIVE`).
  var isInactive: Bool
  /// The state by its number; of a template, 1 if it is assured.
  var state: UInt8
  /// What version 1 tells besides; nil in messages of version 0.
  var details: Details?

  /// What version 1 tells of an entry and version 0 does not.
  struct Details: Hashable {
    /// With what the entry's timer is armed, in whole seconds.
    var timeout: UInt32
    /// The firewall mark of the packet with which the entry began, or of the template's service.
    var mark: UInt32
    /// The name of the persistence engine and its data.
    var engineData: ConnectionEntry.EngineData?
  }

  /// The versions of the protocol (`sync_version`).
  enum Version: Hashable {
    /// Of kernels before 2.6.39: IPv4 only.
    case zero
    /// With IPv6, timeouts, marks and persistence engines.
    case one

    /// How many bytes stand before the first message of a packet.
    var headerLength: Int {
      switch self {
      case .zero: 4
      case .one: 8
      }
    }
  }

  /// How many bytes it takes.
  var length: Int {
    guard let details else { return 24 }
    let addresses = key.client.address.family == .ipv4 ? 3 * 4 : 3 * 16
    let engine = details.engineData.map { 2 + $0.data.count + 2 + $0.engine.count } ?? 0
    return (24 + addresses + engine + 3) / 4 * 4
  }
}
