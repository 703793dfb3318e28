/// One option as it is written, what it means, and what the help says of it.
struct OptionSpec {
  /// The name behind `--`, and the letter behind `-`.
  var long: StaticString
  var short: UInt8?
  var meaning: Meaning
  var argument: Argument
  /// What the help says; empty for spellings that it leaves out.
  var help: StaticString

  /// Whether a word belongs to the option, and what the help calls it.
  enum Argument {
    case none
    case required(StaticString)
    /// Only from the same word, or from a next word that does not begin with `-`.
    case optional(StaticString)
  }

  /// Whether a word belongs to the option, without what the help calls it.
  enum ArgumentRule {
    case none
    case required
    case optional
  }

  /// What the parser reads of an option; the rest of it is the help's.
  struct Reading {
    var meaning: Meaning
    var argument: ArgumentRule
  }

  /// What an option stands for.
  enum Meaning {
    case command(CommandName)
    case help
    case version
    case option(Meant)
  }

  /// What an option that is no command says.
  enum Meant {
    case service(ServiceKind)
    case ipv6
    case forwarding(Forwarding)
    case tracked(OptionName)
    /// `--sort`, which says nothing at all.
    case sort
  }

  enum ServiceKind {
    case tcp
    case udp
    case sctp
    case firewallMark
  }

  enum Forwarding {
    case gatewaying
    case ipip
    case masquerading
  }

  init(
    _ long: StaticString, letter: Unicode.Scalar? = nil, _ meaning: Meaning,
    _ argument: Argument = .none, help: StaticString = ""
  ) {
    self.long = long
    short = letter.map { UInt8(ascii: $0) }
    self.meaning = meaning
    self.argument = argument
    self.help = help
  }

  /// An option that the table of commands knows, under the name that messages have for it.
  init(
    letter: Unicode.Scalar? = nil, _ name: OptionName, _ argument: Argument = .none,
    help: StaticString = ""
  ) {
    self.init(name.text, letter: letter, .option(.tracked(name)), argument, help: help)
  }
}

/// Every option there is.
///
/// The parser reads it, and the help is made of it.
enum OptionTable {
  static let commands: [OptionSpec] = [
    OptionSpec("add-service", letter: "A", .command(.addService), help: "make a virtual service"),
    OptionSpec(
      "edit-service", letter: "E", .command(.editService), help: "replace all that a service has"),
    OptionSpec("delete-service", letter: "D", .command(.deleteService), help: "remove a service"),
    OptionSpec("clear", letter: "C", .command(.flush), help: "remove every service"),
    OptionSpec("restore", letter: "R", .command(.restore), help: "run the rules on standard input"),
    OptionSpec("save", letter: "S", .command(.save), help: "print rules that -R reads"),
    OptionSpec(
      "add-server", letter: "a", .command(.addServer), help: "add a real server to a service"),
    OptionSpec(
      "edit-server", letter: "e", .command(.editServer), help: "replace all that a real server has"),
    OptionSpec("delete-server", letter: "d", .command(.deleteServer), help: "remove a real server"),
    OptionSpec("list", letter: "L", .command(.list), help: "show services and their real servers"),
    OptionSpec("list", letter: "l", .command(.list)),
    OptionSpec("zero", letter: "Z", .command(.zero), help: "set counters to zero"),
    OptionSpec("set", .command(.set), help: "set the timeouts, in seconds; 0 keeps one"),
    OptionSpec(
      "start-daemon", .command(.startDaemon), .required("master|backup"),
      help: "start a connection synchronization daemon"),
    OptionSpec(
      "stop-daemon", .command(.stopDaemon), .required("master|backup"),
      help: "stop a connection synchronization daemon"),
    OptionSpec("help", letter: "h", .help, help: "print this text"),
    OptionSpec("version", letter: "v", .version, help: "print the version"),
  ]

  static let options: [OptionSpec] = [
    OptionSpec(
      "tcp-service", letter: "t", .option(.service(.tcp)), .required("ADDRESS[:PORT]"),
      help: "a TCP service"),
    OptionSpec(
      "udp-service", letter: "u", .option(.service(.udp)), .required("ADDRESS[:PORT]"),
      help: "a UDP service"),
    OptionSpec(
      "sctp-service", .option(.service(.sctp)), .required("ADDRESS[:PORT]"), help: "an SCTP service"
    ),
    OptionSpec(
      "fwmark-service", letter: "f", .option(.service(.firewallMark)), .required("MARK"),
      help: "the service of a firewall mark, 1 or more"),
    OptionSpec(
      "ipv6", letter: "6", .option(.ipv6), help: "the mark's packets are IPv6; stands behind -f"),
    OptionSpec(
      letter: "s", .scheduler, .required("NAME"),
      help: "the scheduler: rr wrr lc wlc lblc lblcr dh sh sed nq fo ovf mh; default wlc"),
    OptionSpec(
      letter: "b", .schedulerFlags, .required("FLAG,..."),
      help: "the scheduler's flags: sh-fallback sh-port mh-fallback mh-port flag-1 flag-2 flag-3"),
    OptionSpec(
      letter: "p", .persistent, .optional("SECONDS"),
      help: "keep a client with its server for so long after its last new connection; default 360"),
    OptionSpec(
      letter: "M", .netmask, .required("MASK"),
      help: "what of a client's address counts: a mask, or an IPv6 prefix length"),
    OptionSpec(
      .persistenceEngine, .required("NAME"),
      help: "the persistence engine, such as sip"),
    OptionSpec(
      letter: "o", .onePacket,
      help: "schedule each datagram by itself; UDP and marks"),
    OptionSpec(
      letter: "r", .realServer, .required("ADDRESS[:PORT]"),
      help: "a real server; its port is the service's where it has none"),
    OptionSpec(
      "gatewaying", letter: "g", .option(.forwarding(.gatewaying)),
      help: "direct routing (the default)"),
    OptionSpec("ipip", letter: "i", .option(.forwarding(.ipip)), help: "tunnelling"),
    OptionSpec(
      "masquerading", letter: "m", .option(.forwarding(.masquerading)),
      help: "network address translation"),
    OptionSpec(
      .tunnelType, .required("ipip|gue|gre"),
      help: "the kind of tunnel; default ipip"),
    OptionSpec(
      .tunnelPort, .required("PORT"),
      help: "the port of a gue tunnel"),
    OptionSpec(
      .tunnelNoChecksum, help: "no checksum in the tunnel's header"
    ),
    OptionSpec(.tunnelChecksum, help: "a checksum in the tunnel's header"),
    OptionSpec(
      .tunnelRemoteChecksum,
      help: "a remote checksum in the tunnel's header; gue only"),
    OptionSpec(
      letter: "w", .weight, .required("N"),
      help: "the real server's share, 0 to 2147483647; 0 quiesces it; default 1"),
    OptionSpec(
      letter: "x", .upperThreshold, .required("N"),
      help: "connections from which on a real server gets no new ones"),
    OptionSpec(
      letter: "y", .lowerThreshold, .required("N"),
      help: "connections below which it gets new ones again"),
    OptionSpec(
      letter: "c", .connection,
      help: "list connections and templates"),
    OptionSpec(.timeout, help: "list the timeouts"),
    OptionSpec(.daemon, help: "list the synchronization daemons"),
    OptionSpec(.stats, help: "list counters"),
    OptionSpec(.rate, help: "list rates"),
    OptionSpec(letter: "X", .exact, help: "print counters and rates in full"),
    OptionSpec(.thresholds, help: "list thresholds"),
    OptionSpec(
      .persistentConn,
      help: "list templates by real server; with -c, the persistence engines' data"),
    OptionSpec(.tunnelInfo, help: "list tunnels"),
    OptionSpec(.nosort, help: "list in the kernel's own order"),
    OptionSpec("sort", .option(.sort), help: "list in order (the default)"),
    OptionSpec(letter: "n", .numeric, help: "print numbers instead of names"),
    OptionSpec(
      .syncID, .required("N"),
      help: "which daemons belong together, 0 to 255; default 0"),
    OptionSpec(
      .syncMaximumLength, .required("BYTES"),
      help: "the longest synchronization message, 1 to 65507; default by the interface"),
    OptionSpec(
      .multicastInterface, .required("INTERFACE"),
      help: "where the daemon sends or listens; default eth0"),
    OptionSpec(
      .multicastGroup, .required("ADDRESS"),
      help: "the multicast group; default 224.0.0.81"),
    OptionSpec(
      .multicastPort, .required("PORT"),
      help: "its UDP port; default 8848"),
    OptionSpec(
      .multicastTTL, .required("N"),
      help: "how far messages go, 1 to 255; default 1"),
  ]

  /// What the option with this name behind `--` says.
  static func option(long name: Word) -> OptionSpec.Reading? {
    func isNamed(_ spec: OptionSpec) -> Bool { name.isEqual(to: spec.long) }
    return (commands.first(where: isNamed) ?? options.first(where: isNamed))?.reading
  }

  /// What the option with this letter behind `-` says.
  static func option(short letter: UInt8) -> OptionSpec.Reading? { readingsByLetter[Int(letter)] }

  /// Rules are read by the thousand, and the table is long.
  private static let readingsByLetter: [OptionSpec.Reading?] = {
    var readings = [OptionSpec.Reading?](repeating: nil, count: 256)
    for spec in commands + options {
      if let letter = spec.short { readings[Int(letter)] = spec.reading }
    }
    return readings
  }()
}

extension OptionSpec {
  fileprivate var reading: Reading {
    let argument: ArgumentRule =
      switch self.argument {
      case .none: .none
      case .required: .required
      case .optional: .optional
      }
    return Reading(meaning: meaning, argument: argument)
  }
}
