/// The options that the table of commands knows, in the order in which it is searched for the
/// first mistake.
enum OptionName: UInt8, CaseIterable {
  case numeric
  case connection
  case serviceAddress
  case scheduler
  case persistent
  case netmask
  case realServer
  case forwardingMethod
  case weight
  case upperThreshold
  case lowerThreshold
  case multicastInterface
  case timeout
  case daemon
  case stats
  case rate
  case thresholds
  case persistentConn
  case nosort
  case syncID
  case exact
  case onePacket
  case persistenceEngine
  case schedulerFlags
  case multicastGroup
  case multicastPort
  case multicastTTL
  case syncMaximumLength
  case tunnelInfo
  case tunnelType
  case tunnelPort
  case tunnelNoChecksum
  case tunnelChecksum
  case tunnelRemoteChecksum

  /// What messages call it.
  var text: StaticString {
    switch self {
    case .numeric: "numeric"
    case .connection: "connection"
    case .serviceAddress: "service-address"
    case .scheduler: "scheduler"
    case .persistent: "persistent"
    case .netmask: "netmask"
    case .realServer: "real-server"
    case .forwardingMethod: "forwarding-method"
    case .weight: "weight"
    case .upperThreshold: "u-threshold"
    case .lowerThreshold: "l-threshold"
    case .multicastInterface: "mcast-interface"
    case .timeout: "timeout"
    case .daemon: "daemon"
    case .stats: "stats"
    case .rate: "rate"
    case .thresholds: "thresholds"
    case .persistentConn: "persistent-conn"
    case .nosort: "nosort"
    case .syncID: "syncid"
    case .exact: "exact"
    case .onePacket: "ops"
    case .persistenceEngine: "pe"
    case .schedulerFlags: "sched-flags"
    case .multicastGroup: "mcast-group"
    case .multicastPort: "mcast-port"
    case .multicastTTL: "mcast-ttl"
    case .syncMaximumLength: "sync-maxlen"
    case .tunnelInfo: "tun-info"
    case .tunnelType: "tun-type"
    case .tunnelPort: "tun-port"
    case .tunnelNoChecksum: "tun-nocsum"
    case .tunnelChecksum: "tun-csum"
    case .tunnelRemoteChecksum: "tun-remcsum"
    }
  }
}

/// A set of options.
struct OptionNames: OptionSet, ExpressibleByArrayLiteral {
  var rawValue: UInt64

  init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  init(_ name: OptionName) {
    rawValue = 1 << UInt64(name.rawValue)
  }

  init(arrayLiteral elements: OptionName...) {
    rawValue = elements.reduce(0) { $0 | OptionNames($1).rawValue }
  }

  func contains(_ name: OptionName) -> Bool {
    rawValue & OptionNames(name).rawValue != 0
  }

  mutating func insert(_ name: OptionName) {
    rawValue |= OptionNames(name).rawValue
  }
}
