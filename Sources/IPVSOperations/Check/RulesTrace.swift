public import IPVS

/// What the lines of a file of rules said, besides the table that they make.
public struct RulesTrace: Hashable, Sendable {
  /// The lines that are refused.
  public var refusals: [Refusal] = []
  /// The servers on which their service's port was forced.
  public var forcedPorts: [ForcedPort] = []
  /// The servers that had a weight other than 0 at some time.
  public var onceWeighted: Set<ConnectionTally.ServerName> = []
  /// The last line that made or edited a service or a server.
  public var lines: [Finding.Object: Int] = [:]

  /// A line that is refused.
  public struct Refusal: Hashable, Sendable {
    /// The number of the line.
    public var line: Int
    /// What `ipvsadm` says of it.
    public var sentence: String
    /// Whether `ipvsadm -R` ends at it, and leaves out the lines behind it.
    public var endsRestore: Bool

    /// A line and what is said of it.
    public init(line: Int, sentence: String, endsRestore: Bool) {
      self.line = line
      self.sentence = sentence
      self.endsRestore = endsRestore
    }
  }

  /// A server that got another port than its line says.
  public struct ForcedPort: Hashable, Sendable {
    /// The number of the line.
    public var line: Int
    /// The server as the kernel has it.
    public var name: ConnectionTally.ServerName
    /// The port that the line says.
    public var written: UInt16
    /// The server's other properties.
    public var details: DestinationDetails
  }

  /// Nothing so far.
  public init() {}

  /// The line that made an object; nil where none did.
  func line(of object: Finding.Object) -> Int? {
    if case .line(let number) = object { return number }
    return lines[object]
  }

  /// Takes in a change that was carried out.
  mutating func note(_ change: Change, writtenServer: Endpoint?, line: Int) {
    switch change {
    case .addService(let identity, _), .editService(let identity, _):
      lines[.service(identity)] = line
    case .addDestination(let identity, let server, let details),
      .editDestination(let identity, let server, let details):
      lines[.server(identity, server)] = line
      let name = ConnectionTally.ServerName(identity, server)
      if details.weight > 0 { onceWeighted.insert(name) }
      forcedPorts.removeAll { $0.name == name }
      if let written = writtenServer?.port, written != 0, written != server.port {
        forcedPorts.append(
          ForcedPort(line: line, name: name, written: written, details: details))
      }
    case .deleteService(let identity):
      forcedPorts.removeAll { $0.name.service == identity }
      onceWeighted = onceWeighted.filter { $0.service != identity }
    case .deleteDestination(let identity, let server):
      let name = ConnectionTally.ServerName(identity, server)
      forcedPorts.removeAll { $0.name == name }
      onceWeighted.remove(name)
    case .flush:
      forcedPorts = []
      onceWeighted = []
    case .setTimeouts, .startDaemon, .stopDaemon, .zero: break
    }
  }
}
