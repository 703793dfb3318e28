internal import IPVS
internal import IPVSOperations

/// What `check` has found.
struct CheckDocument: Document {
  static let schema = "check"
  static let version = 1

  /// The file of rules; `-` is standard input; null for the live table.
  @OrNull var file: String?
  /// How many findings are warnings.
  var warnings: Int
  /// How many are notes.
  var notes: Int
  /// What was found, warnings first.
  var findings: [Content]

  struct Content: Encodable {
    var name: String
    var severity: String
    var object: Object
    /// The line of the file that made the object; null where none did.
    @OrNull var line: Int?
    var reason: String
    /// Commands to type, in this order.
    var mend: [String]
  }

  struct Object: Encodable {
    /// `service`, `server`, `setting`, `timeouts` or `line`.
    var kind: String
    /// The service's name, as in `TCP 10.0.0.1:80`.
    @OrNull var service: String? = nil
    /// The server's address and port.
    @OrNull var server: String? = nil
    /// The setting's name.
    @OrNull var setting: String? = nil
  }

  init(_ findings: [Finding], file: String?) {
    self.file = file
    warnings = findings.count { $0.severity == .warning }
    notes = findings.count - warnings
    self.findings = findings.map { finding in
      Content(
        name: finding.name, severity: finding.severity == .warning ? "warning" : "note",
        object: Object(finding.object), line: finding.line, reason: finding.reason,
        mend: finding.mend)
    }
  }
}

extension CheckDocument.Object {
  fileprivate init(_ object: Finding.Object) {
    switch object {
    case .service(let identity): self.init(kind: "service", service: identity.name)
    case .server(let identity, let server):
      self.init(kind: "server", service: identity.name, server: "\(server)")
    case .setting(let name): self.init(kind: "setting", setting: name.rawValue)
    case .timeouts: self.init(kind: "timeouts")
    case .line: self.init(kind: "line")
    }
  }
}
