internal import ArgumentParser
internal import IPVS
internal import IPVSOperations

/// `ipvs drain`: takes a server out of service, and waits until it is empty.
struct DrainVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: "Takes a server out of service, and waits until it is empty.",
    discussion: """
      The server gets weight 0 in every service that has it, so that it gets no new clients. Then \
      its active connections, its inactive ones and its persistence templates are watched until \
      they are gone. The weights stay 0; what they were is told, with the commands that put them \
      back.

      Exit status: 0 where the server is empty; 1 where somebody else gave it a weight again or \
      removed it; 2 for a mistake in the words of the command; 3 where the server is not there or \
      something failed; 124 where --timeout was over before; 130 where it was broken off.
      """)

  @Argument(help: "The server: ADDRESS, which is every port, or ADDRESS:PORT.")
  var server: ServerWord

  @Option(help: "Only in this service: \(ServiceWord.expected).")
  var service: ServiceWord?

  @Option(
    help: "Wait so long at most, such as 90s or 1h30m; 0 looks once; else until it is empty.",
    transform: Self.seconds)
  var timeout: UInt64?

  @Flag(
    help: """
      Let clients lose their templates for the while: expire_quiescent_template is 1 until the end, \
      for all servers of weight 0.
      """)
  var breakAffinity = false

  @Flag(help: "Remove the server from the services when it is empty.")
  var remove = false

  @Flag(
    help: "Inactive connections do not count: closed ones that wait for their timers, and UDP.")
  var ignoreInactive = false

  @Option(
    help: "Look so often; less often where looking takes long.", transform: Self.seconds)
  var poll: UInt64 = 1

  @OptionGroup var director: DirectorOptions
  @OptionGroup var output: OutputOptions

  var wantsJSON: Bool { output.json }

  private static func seconds(_ text: String) throws -> UInt64 {
    guard let seconds = TimeText.seconds(text) else {
      throw ValidationError("'\(text)' is no time: 45s, 6m, 1h30m and 2d are some.")
    }
    return seconds
  }

  func validate() throws {
    guard poll > 0 else { throw ValidationError("--poll is at least 1s.") }
  }

  func run(in surroundings: VerbSurroundings) throws(VerbFailure) -> ExitStatus {
    guard surroundings.waiting != nil || timeout == 0 else {
      throw VerbFailure(
        .usage, "cannot wait here for a server to become empty",
        advice: "--timeout 0 looks once and goes on")
    }
    // From now on signals wait until they are asked for, so that nothing is broken off half-way.
    guard surroundings.waiting?.wait(milliseconds: 0) ?? true else {
      throw VerbFailure(.interrupted, "broken off before anything was changed")
    }
    let opened = try director.open(for: .everything, in: surroundings)
    let services: [Service]
    do throws(DirectorError) {
      services = try opened.director.services(.withoutCounters)
        .sorted { ServiceIdentity.inOrder($0.identity, $1.identity) }
    } catch {
      throw VerbFailure("cannot list the services", error)
    }
    let targets = try targets(in: services)
    let drain = Drain(
      targets,
      DrainOptions(breaksAffinity: breakAffinity, removes: remove, ignoresInactive: ignoreInactive),
      ticksPerSecond: surroundings.facts.ticksPerSecond)
    var run = DrainRun(drain, request: self, on: opened.director, in: surroundings)
    let end = try run.run()
    let summary = DrainSummary(end, of: run.drain, request: self, milliseconds: run.elapsed)
    if output.json {
      try surroundings.print(DrainDocument(summary).json)
    } else {
      try surroundings.print(summary.lines)
    }
    return end.status
  }

  private func targets(in services: [Service]) throws(VerbFailure) -> [DrainTarget] {
    let everywhere = DrainTarget.targets(in: services) { server.names($1) }
    guard let service else {
      guard !everywhere.isEmpty else {
        throw VerbFailure(
          .failure, "cannot drain \(server.text): no service has this server",
          advice: "'ipvs show' lists the servers that there are")
      }
      return everywhere
    }
    guard services.contains(where: { service.names($0.identity) }) else {
      throw VerbFailure(
        .failure, "cannot drain \(server.text): there is no such service as --service names",
        advice: "'ipvs show' lists the services that there are")
    }
    let meant = everywhere.filter { service.names($0.service) }
    guard !meant.isEmpty else {
      let others = everywhere.map(\.service.name).joined(separator: ", ")
      throw VerbFailure(
        .failure, "cannot drain \(server.text): the service that --service names lacks it",
        advice: others.isEmpty
          ? "'ipvs show' lists the servers that there are" : "it is a server of \(others)")
    }
    return meant
  }

  /// The words with which somebody goes on where a run has ended.
  var command: String {
    var words = ["ipvs", "drain", server.text]
    if let service { words += ["--service", service.word] }
    if let timeout { words += ["--timeout", TimeText.exact(seconds: timeout)] }
    if breakAffinity { words.append("--break-affinity") }
    if remove { words.append("--remove") }
    if ignoreInactive { words.append("--ignore-inactive") }
    if poll != 1 { words += ["--poll", TimeText.exact(seconds: poll)] }
    if let namespace = director.networkNamespace { words += ["--netns", namespace] }
    return words.joined(separator: " ")
  }
}

extension ServerWord {
  /// The word again.
  var text: String {
    port.map { Endpoint(address, port: $0).description } ?? address.description
  }
}

extension ServiceWord {
  /// The word again, as it can be typed.
  fileprivate var word: String {
    switch self {
    case .endpoint(nil, let endpoint): endpoint.description
    case .endpoint(let transport?, let endpoint): "\(transport.name.lowercased()):\(endpoint)"
    case .firewallMark(let mark, .ipv4): "fwmark:\(mark)"
    case .firewallMark(let mark, .ipv6): "fwmark6:\(mark)"
    }
  }
}

extension TimeText {
  /// A time as it can be typed, nothing left out.
  fileprivate static func exact(seconds: UInt64) -> String {
    guard seconds > 0 else { return "0" }
    let text = text(seconds: seconds)
    return self.seconds(text) == seconds ? text : "\(seconds)s"
  }
}
