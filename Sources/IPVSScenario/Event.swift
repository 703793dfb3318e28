import IPVS

/// What a line of a scenario does.
enum Event: Sendable {
  /// Runs `ipvsadm`.
  case command(CommandLine)
  /// Runs `ipvs`.
  case operatorCommand(OperatorLine)
  /// Prints a setting.
  case readSetting(SysctlName)
  /// Gives a setting a value.
  case writeSetting(SysctlName, String)
  /// Sends packets of one client and its server.
  case exchange(Exchange)
  /// The same for many clients; the exchange's own client is a stand-in.
  case clients(ClientRange, Exchange)
  /// Sends one packet of a server.
  case reply(Packet, carrying: ByteString)
  /// Sends one ICMP error.
  case icmp(ICMPError)
  /// Lets time pass.
  case wait(slots: UInt64)

  /// `ipvs` asks in the first slot, and makes text in the others.
  private static let operatorSlots: UInt64 = 5

  /// How many slots it takes, whatever comes of it.
  ///
  /// One that shows counters may have to wait before.
  var slots: UInt64 {
    switch self {
    case .command, .readSetting, .writeSetting, .reply, .icmp: 1
    case .operatorCommand: Event.operatorSlots
    case .exchange(let exchange): exchange.slots
    case .clients(let range, let exchange): UInt64(range.count) * exchange.slots
    case .wait(let slots): slots
    }
  }
}

/// A run of `ipvs`.
struct OperatorLine: Sendable {
  /// The words, without the program's name.
  var words: [String]
  /// Its standard input.
  var input: [UInt8] = []
}

/// A run of `ipvsadm`.
struct CommandLine: Sendable {
  /// The words, the program's name first.
  var words: [ByteString]
  /// Its standard input.
  var input: [UInt8] = []
  /// Whether it shows counters, which an estimator brings up to date every two seconds.
  var showsCounters = false
  /// What it asks the director, as a rehearsal showed.
  var interest = Interest.anything

  /// What a command asks a director.
  enum Interest: Sendable {
    /// All services, and nothing else.
    case services
    /// The connection table, and nothing else.
    case connections
    /// Something else, or several things; or it changes something.
    case anything
  }
}

/// Clients with consecutive addresses and ports.
struct ClientRange: Hashable, Sendable {
  /// The prefix; its own address is nobody's.
  var prefix: IPAddress
  /// How many clients there are.
  var count: Int

  /// The port of the first client.
  static let firstPort = 1024
  /// The most clients a line may have: every port from the first on, once.
  static let mostClients = 65536 - firstPort

  /// The clients: the first address behind the prefix has port 1024, the next one port 1025.
  var clients: [Endpoint] {
    (0..<count).map { index in
      let address: IPAddress =
        switch prefix {
        case .v4(let first):
          .v4(IPv4Address(rawValue: first.rawValue &+ UInt32(index + 1)))
        case .v6(let first):
          .v6(IPv6Address(high: first.high, low: first.low &+ UInt64(index + 1)))
        }
      return Endpoint(address, port: UInt16(Self.firstPort + index))
    }
  }
}
