import IPVS

/// The commands, one of which is the first option of every command line.
enum CommandName: UInt8, CaseIterable {
  case addService
  case editService
  case deleteService
  case flush
  case list
  case addServer
  case editServer
  case deleteServer
  case set
  case startDaemon
  case stopDaemon
  case restore
  case save
  case zero

  /// What messages call it.
  var text: StaticString {
    switch self {
    case .addService: "add-service"
    case .editService: "edit-service"
    case .deleteService: "delete-service"
    case .flush: "flush"
    case .list: "list"
    case .addServer: "add-server"
    case .editServer: "edit-server"
    case .deleteServer: "delete-server"
    case .set: "set"
    case .startDaemon: "start-daemon"
    case .stopDaemon: "stop-daemon"
    case .restore: "restore"
    case .save: "save"
    case .zero: "zero"
    }
  }

  /// Which options the command takes.
  var rules: OptionRules { Self.rulesByCommand[Int(rawValue)] }

  private static let rulesByCommand = allCases.map { $0.writtenRules }

  private var writtenRules: OptionRules {
    switch self {
    case .addService, .editService:
      OptionRules(
        required: [.serviceAddress],
        allowed: [
          .scheduler, .persistent, .netmask, .onePacket, .persistenceEngine, .schedulerFlags,
        ])
    case .deleteService:
      OptionRules(required: [.serviceAddress])
    case .flush, .restore, .set:
      OptionRules()
    case .list:
      OptionRules(
        allowed: [
          .numeric, .stats, .rate, .thresholds, .persistentConn, .nosort, .syncID, .exact,
          .tunnelInfo,
        ],
        exclusive: [.connection, .serviceAddress, .timeout, .daemon])
    case .addServer, .editServer:
      OptionRules(
        required: [.serviceAddress, .realServer],
        allowed: [
          .forwardingMethod, .weight, .upperThreshold, .lowerThreshold, .tunnelType, .tunnelPort,
          .tunnelNoChecksum, .tunnelChecksum, .tunnelRemoteChecksum,
        ])
    case .deleteServer:
      OptionRules(required: [.serviceAddress, .realServer])
    case .startDaemon:
      OptionRules(allowed: [
        .multicastInterface, .syncID, .multicastGroup, .multicastPort, .multicastTTL,
        .syncMaximumLength,
      ])
    case .stopDaemon:
      OptionRules(allowed: [.syncID])
    case .save:
      OptionRules(allowed: [.numeric])
    case .zero:
      OptionRules(allowed: [.serviceAddress])
    }
  }
}

/// Which options a command, or a kind of tunnel, takes.
struct OptionRules {
  /// Must be there.
  var required: OptionNames = []
  /// May be there.
  var allowed: OptionNames = []
  /// May be there, but only one of them.
  var exclusive: OptionNames = []

  /// The first mistake among the options given, in the order of the options.
  func firstMistake(in given: OptionNames, among options: [OptionName]) -> Mistake? {
    if isSatisfied(by: given) { return nil }
    var chosen: OptionName?
    for option in options {
      if !given.contains(option) {
        if required.contains(option) { return .missing(option) }
      } else if exclusive.contains(option) {
        if let chosen { return .conflict(option, with: chosen) }
        chosen = option
      } else if !required.contains(option), !allowed.contains(option) {
        return .illegal(option)
      }
    }
    return nil
  }

  /// Whether there is no mistake at all, as nearly always.
  private func isSatisfied(by given: OptionNames) -> Bool {
    given.isSuperset(of: required)
      && given.isSubset(of: required.union(allowed).union(exclusive))
      && given.intersection(exclusive).rawValue.nonzeroBitCount <= 1
  }

  /// What can be wrong with a set of options.
  enum Mistake {
    case missing(OptionName)
    case illegal(OptionName)
    case conflict(OptionName, with: OptionName)

    /// The refusal for it; `owner` is what takes the options: `'list' command`.
    func refusal(owner: ByteString) -> Refusal {
      switch self {
      case .missing(let option):
        .invalid("You need to supply the '\(option.text)' option for the \(owner)")
      case .illegal(let option):
        .invalid("Illegal '\(option.text)' option with the \(owner)")
      case .conflict(let option, let other):
        .invalid(
          "The option '\(option.text)' conflicts with the '\(other.text)' option in the \(owner)")
      }
    }
  }
}
