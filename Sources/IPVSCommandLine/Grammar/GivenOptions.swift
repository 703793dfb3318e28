import IPVS

/// What the options of one command line have said so far.
///
/// Values are read as they come, because their order matters: `-M` is a prefix length only
/// behind an IPv6 service, `-r` takes its default port from the service named before it.
struct GivenOptions {
  let command: CommandName
  let resolver: any NameResolver
  /// Whether servers without address translation get their service's port.
  var forcesPorts = true
  var names: OptionNames = []

  var transport: TransportProtocol?
  var endpoint: Endpoint?
  var mark: UInt32 = 0
  var family = AddressFamily.ipv4
  var mask = PersistenceMask.host(.ipv4)
  var scheduler: Word?
  var schedulerFlags: Word?
  var persistenceTimeout: UInt32?
  var persistenceEngine: Word?
  var server: Endpoint?
  var forwarding = ForwardingMethod.directRoute
  var weight: Int32 = 1
  var upperThreshold: UInt32 = 0
  var lowerThreshold: UInt32 = 0
  var tunnelKind = Tunnel.Kind.ipip
  var tunnelPort: UInt16 = 0
  var daemon = GivenDaemon()

  /// What the options have said of a synchronization daemon.
  struct GivenDaemon {
    var role = SyncDaemon.Role.master
    var interface: Word?
    var syncID: UInt32 = 0
    var maximumLength: UInt16 = 0
    var group: IPAddress?
    var port: UInt16 = 0
    var timeToLive: UInt8 = 0
  }

  init(command: CommandName, resolver: any NameResolver) {
    self.command = command
    self.resolver = resolver
  }

  /// Reads the word that belongs to the command itself.
  mutating func takeCommandArgument(_ word: Word?) throws(Refusal) {
    let message: StaticString
    switch command {
    case .startDaemon: message = "illegal start-daemon parameter specified"
    case .stopDaemon: message = "illegal start_daemon specified"
    default: return
    }
    let word = word ?? .empty
    if word.isEqual(to: "master") {
      daemon.role = .master
    } else if word.isEqual(to: "backup") {
      daemon.role = .backup
    } else {
      throw .invalid("\(message)")
    }
  }

  /// Reads one option with its argument.
  mutating func take(_ meant: OptionSpec.Meant, _ argument: Word?) throws(Refusal) {
    switch meant {
    case .sort:
      return
    case .ipv6:
      guard mark != 0 else { throw .invalid("-6 used before -f\n") }
      family = .ipv6
      mask = .host(.ipv6)
    case .service(let kind):
      try note(.serviceAddress)
      try takeService(kind, argument ?? .empty)
    case .forwarding(let method):
      try note(.forwardingMethod)
      switch method {
      case .gatewaying: forwarding = .directRoute
      case .ipip: forwarding = .tunnel
      case .masquerading: forwarding = .masquerade
      }
    case .tracked(let name):
      try note(name)
      try takeValue(of: name, argument)
    }
  }

  private mutating func note(_ name: OptionName) throws(Refusal) {
    guard !names.contains(name) else {
      throw .invalid("multiple '\(name.text)' options specified")
    }
    names.insert(name)
  }

  private mutating func takeService(
    _ kind: OptionSpec.ServiceKind, _ word: Word
  ) throws(Refusal) {
    switch kind {
    case .tcp: transport = .tcp
    case .udp: transport = .udp
    case .sctp: transport = .sctp
    case .firewallMark:
      guard let number = NumberText.number(word, in: 1...Int64(UInt32.max)) else {
        throw .invalid("invalid fwmark value `\(ByteString(word))' specified")
      }
      mark = UInt32(truncatingIfNeeded: number)
      // A mark takes every protocol; names of its servers' ports are TCP's.
      transport = .tcp
      return
    }
    guard let read = AddressText(resolver: resolver, transport: transport).read(word) else {
      throw .invalid("illegal virtual server address[:port] specified")
    }
    endpoint = Endpoint(read.address, port: read.port ?? 0)
    family = read.address.family
    // A mask read before an IPv6 address is lost.
    if family == .ipv6 { mask = .host(.ipv6) }
  }

  private mutating func takeValue(
    of name: OptionName, _ argument: Word?
  ) throws(Refusal) {
    let word = argument ?? .empty
    switch name {
    case .scheduler: scheduler = word
    case .schedulerFlags: schedulerFlags = word.prefix(127)
    case .persistenceEngine: persistenceEngine = word
    case .persistent:
      persistenceTimeout = 360
      if let argument {
        persistenceTimeout = try Self.timeout(argument, in: 1...Self.longestTimeout)
      }
    case .netmask: try takeMask(word)
    case .realServer: try takeServer(word)
    case .weight:
      weight = try Self.number(word, 0...Int64(Int32.max), "illegal weight specified")
    case .upperThreshold:
      upperThreshold = try Self.number(
        word, 0...Int64(Int32.max), "illegal u_threshold specified")
    case .lowerThreshold:
      lowerThreshold = try Self.number(
        word, 0...Int64(Int32.max), "illegal l_threshold specified")
    case .tunnelType:
      guard let kind = TunnelKindText.kind(word) else {
        throw .invalid("illegal tunnel type specified")
      }
      tunnelKind = kind
    case .tunnelPort:
      tunnelPort = try Self.number(word, 1...65535, "illegal tunnel port specified")
    case .syncID:
      daemon.syncID = try Self.number(word, 0...255, "illegal syncid specified")
    case .syncMaximumLength:
      daemon.maximumLength = try Self.number(word, 1...65507, "illegal sync-maxlen specified")
    case .multicastInterface: daemon.interface = word
    case .multicastGroup: try takeGroup(word)
    case .multicastPort:
      daemon.port = try Self.number(word, 1...65535, "illegal mcast-port specified")
    case .multicastTTL:
      daemon.timeToLive = try Self.number(word, 1...255, "illegal mcast-ttl specified")
    case .numeric, .connection, .timeout, .daemon, .stats, .rate, .thresholds, .persistentConn,
      .nosort, .exact, .onePacket, .tunnelInfo, .tunnelNoChecksum, .tunnelChecksum,
      .tunnelRemoteChecksum, .serviceAddress, .forwardingMethod:
      break
    }
  }

  private mutating func takeMask(_ word: Word) throws(Refusal) {
    switch family {
    case .ipv6:
      let length = NumberText.atoi(word)
      guard (1...128).contains(length) else { throw .invalid("illegal ipv6 netmask specified") }
      mask = .v6(prefixLength: UInt32(length))
    case .ipv4:
      let text = AddressText(resolver: resolver, transport: nil)
      guard let address = text.ipv4(word) else {
        throw .invalid("illegal virtual server persistent mask specified")
      }
      mask = .v4(address)
    }
  }

  private mutating func takeServer(_ word: Word) throws(Refusal) {
    guard let read = AddressText(resolver: resolver, transport: transport).read(word) else {
      throw .invalid("illegal real server address[:port] specified")
    }
    server = Endpoint(read.address, port: read.port ?? endpoint?.port ?? 0)
  }

  private mutating func takeGroup(_ word: Word) throws(Refusal) {
    if word.contains(UInt8(ascii: ":")) {
      guard let group = IPv6Address(word), group.isMulticast else {
        throw .invalid("invalid IPv6 mcast-group `\(ByteString(word))'")
      }
      daemon.group = .v6(group)
    } else {
      guard let group = IPv4Address(strict: ByteString(word).bytes[...]), group.isMulticast else {
        throw .invalid("invalid IPv4 mcast-group `\(ByteString(word))'")
      }
      daemon.group = .v4(group)
    }
  }

  /// A timeout in seconds within a range.
  static func timeout(
    _ word: Word, in range: ClosedRange<Int64>
  ) throws(Refusal) -> UInt32 {
    guard let seconds = NumberText.number(word, in: range) else {
      throw .invalid("invalid timeout value `\(ByteString(word))' specified")
    }
    return UInt32(truncatingIfNeeded: seconds)
  }

  /// 31 days in seconds.
  static let longestTimeout: Int64 = 31 * 24 * 3600

  private static func number<Number: FixedWidthInteger>(
    _ word: Word, _ range: ClosedRange<Int64>, _ message: StaticString
  ) throws(Refusal) -> Number {
    guard let number = NumberText.number(word, in: range) else { throw .invalid("\(message)") }
    return Number(truncatingIfNeeded: number)
  }
}
