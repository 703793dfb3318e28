internal import IPVS
internal import IPVSOperations

/// `ipvs drain --json`, printed at the end.
struct DrainDocument: Document {
  static let schema = "drain"
  static let version = 1

  /// `empty`, `timeout`, `interrupted` or `changed_by_others`.
  var outcome: String
  /// The server's address.
  var address: String
  /// The server's port; null is every port.
  @OrNull var port: UInt16?
  /// How long it took, in seconds.
  var elapsed: Double
  /// Sorted by the services' protocol, address and port; marks last.
  var targets: [Target]
  var setting: Setting
  /// Null where nothing is left, or nothing is known.
  @OrNull var estimate: Estimate?
  /// What somebody else did; null where nobody did anything.
  @OrNull var interference: Interference?
  /// The command that goes on; null where the server is empty.
  @OrNull var goOn: String?
  /// The commands that undo what is left.
  var goBack: [String]

  /// A service by its name.
  struct ServiceName: Encodable {
    /// `tcp`, `udp`, `sctp` or a number; null for a firewall mark.
    @OrNull var `protocol`: String?
    @OrNull var address: String?
    @OrNull var port: UInt16?
    @OrNull var firewallMark: UInt32?
    /// `ipv4` or `ipv6`.
    var family: String

    init(_ identity: ServiceIdentity) {
      switch identity {
      case .endpoint(let transport, let endpoint):
        self.protocol = transport.name.lowercased()
        address = endpoint.address.description
        port = endpoint.port
        firewallMark = nil
      case .firewallMark(let mark, _):
        self.protocol = nil
        address = nil
        port = nil
        firewallMark = mark
      }
      family = identity.family.name
    }
  }

  struct ServerName: Encodable {
    var address: String
    var port: UInt16

    init(_ endpoint: Endpoint) {
      address = endpoint.address.description
      port = endpoint.port
    }
  }

  /// The server in one service.
  struct Target: Encodable {
    var service: ServiceName
    var server: ServerName
    var weightBefore: Int32
    /// `quiesced`, `removed` or `changed_by_others`.
    var state: String
    /// What was there at the first look.
    var first: Counts
    /// What is left.
    var left: Counts
  }

  struct Counts: Encodable {
    var active: UInt32
    var inactive: UInt32
    var templates: UInt32
    var renamedTemplates: UInt32

    init(_ remainder: DrainLook.Remainder?) {
      active = remainder?.active ?? 0
      inactive = remainder?.inactive ?? 0
      templates = remainder?.templates ?? 0
      renamedTemplates = remainder?.renamedTemplates ?? 0
    }
  }

  /// What was done about `expire_quiescent_template`.
  struct Setting: Encodable {
    var name: String
    /// `untouched`, `was_on`, `set`, `put_back` or `changed_by_others`.
    var state: String
    /// What it is now; null where it was not touched.
    @OrNull var value: String?

    init(_ setting: Drain.Setting) {
      name = SysctlName.expireQuiescentTemplate.rawValue
      switch setting {
      case .untouched: (state, value) = ("untouched", nil)
      case .wasOn: (state, value) = ("was_on", nil)
      case .set: (state, value) = ("set", "1")
      case .putBack(let before): (state, value) = ("put_back", before)
      case .changedByOthers(let now): (state, value) = ("changed_by_others", now)
      }
    }
  }

  /// Seconds from the last look on.
  struct Estimate: Encodable {
    var notBefore: UInt64
    var by: UInt64
  }

  struct Interference: Encodable {
    /// `service_removed`, `server_removed` or `weight_set`.
    var kind: String
    var service: ServiceName
    var server: ServerName
    /// The new weight; null where something was removed.
    @OrNull var weight: Int32?

    init(_ interference: DrainInterference) {
      let target: DrainTarget
      switch interference {
      case .serviceRemoved(let its): (kind, target, weight) = ("service_removed", its, nil)
      case .serverRemoved(let its): (kind, target, weight) = ("server_removed", its, nil)
      case .weightSet(let its, let set): (kind, target, weight) = ("weight_set", its, set)
      }
      service = ServiceName(target.service)
      server = ServerName(target.endpoint)
    }
  }

  init(_ summary: DrainSummary) {
    let drain = summary.drain
    interference = nil
    switch summary.end {
    case .empty, nil: outcome = "empty"
    case .timeout: outcome = "timeout"
    case .interrupted: outcome = "interrupted"
    case .changedByOthers(let what):
      outcome = "changed_by_others"
      interference = Interference(what)
    }
    address = summary.request.server.address.description
    port = summary.request.server.port
    elapsed = Double(summary.milliseconds) / 1000
    targets = drain.targets.enumerated().map { place, target in
      Target(
        service: ServiceName(target.service), server: ServerName(target.endpoint),
        weightBefore: target.details.weight,
        state: drain.removed.contains(target)
          ? "removed" : summary.isQuiesced(target) ? "quiesced" : "changed_by_others",
        first: Counts(drain.firstLook?.remainders[place]),
        left: Counts(drain.removed.contains(target) ? nil : drain.lastLook?.remainders[place]))
    }
    setting = Setting(drain.setting)
    estimate = drain.lastLook?.estimate.map { Estimate(notBefore: $0.notBefore, by: $0.by) }
    goOn = summary.end == .empty ? nil : summary.request.command
    goBack = summary.goingBack
  }
}
