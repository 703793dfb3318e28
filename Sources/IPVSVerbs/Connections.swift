internal import ArgumentParser
internal import IPVS
internal import IPVSOperations

/// `ipvs connections`: the connection table, streamed, with filters.
struct Connections: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Lists connections and persistence templates, or counts them.",
    discussion: """
      Entries are printed as the kernel tells them, however many there are. All conditions must be \
      met. A client is also looked for in the templates whose mask takes it in.

      Anybody may read the table; CAP_NET_ADMIN is not needed.

      Exit status: 0, also where nothing is found; 2 for wrong words; 3 where the table cannot be \
      read to its end.
      """)

  @Option(help: "Only clients of this prefix, or this one: ADDRESS/LENGTH or ADDRESS.")
  var client: PrefixWord?

  @Option(help: "Only this service: \(ServiceWord.expected).")
  var service: ServiceWord?

  @Option(help: "Only this server: ADDRESS or ADDRESS:PORT.")
  var server: ServerWord?

  @Option(help: "Only this state, such as ESTABLISHED, TIME_WAIT or ASSURED.")
  var state: String?

  @Flag(help: "Only persistence templates.")
  var templates = false

  @Flag(
    help: "Only entries whose server was removed or has weight 0, and templates that were rejected."
  )
  var orphaned = false

  @Option(help: "Only entries whose timer is due within this time, such as 30s or 5m.")
  var expiresWithin: TimeWord?

  @Option(help: "Count entries instead: by client, server, state or service.")
  var countBy: CountSubject?

  @OptionGroup var director: DirectorOptions
  @OptionGroup var output: OutputOptions

  /// By what entries are counted.
  enum CountSubject: String, ExpressibleByArgument, CaseIterable, Sendable {
    case client, server, state, service
  }

  var wantsJSON: Bool { output.json }

  func run(in surroundings: VerbSurroundings) throws(VerbFailure) -> ExitStatus {
    let opened = try director.open(for: .connections, in: surroundings)
    let filter = try filter(opened.director)
    if let countBy {
      var counts = ConnectionCount(by: countBy)
      try forEach(opened.director, filter) { entry in
        counts.add(entry, filter)
        return .more
      }
      if output.json {
        try surroundings.print(ConnectionCountDocument(counts).json)
      } else {
        try surroundings.print(counts.lines(output.painter(surroundings)))
      }
      return .success
    }
    var listing: any ConnectionListing =
      output.json ? ConnectionJSON() : ConnectionLines(output.painter(surroundings))
    var pending = listing.beginning
    var failure: VerbFailure?
    try forEach(opened.director, filter) { entry in
      listing.append(entry, orphan: filter.orphan(entry), to: &pending)
      guard pending.count >= Self.block else { return .more }
      do throws(VerbFailure) {
        try surroundings.print(pending)
      } catch {
        failure = error
        return .stop
      }
      pending.removeAll(keepingCapacity: true)
      return .more
    }
    if let failure { throw failure }
    try surroundings.print(pending + listing.end)
    return .success
  }

  /// So many bytes are written at a time.
  private static let block = 32 * 1024

  private func filter(_ director: any Director) throws(VerbFailure) -> ConnectionFilter {
    let services: [Service]
    do throws(DirectorError) {
      services = try director.services(.plain)
    } catch {
      throw VerbFailure("cannot list the services", error)
    }
    var filter = ConnectionFilter(services: services)
    filter.clients = client?.prefix
    if let service { filter.service = { service.names($0) } }
    if let server { filter.server = { server.names($0) } }
    filter.state = state.map { ByteString($0.uppercased()) }
    filter.templatesOnly = templates
    filter.orphansOnly = orphaned
    filter.secondsLeft = expiresWithin?.seconds
    return filter
  }

  private func forEach(
    _ director: any Director, _ filter: ConnectionFilter,
    _ body: (ConnectionEntry) -> Continuation
  ) throws(VerbFailure) {
    do throws(DirectorError) {
      try director.forEachConnection { filter.admits($0) ? body($0) : .more }
    } catch {
      throw VerbFailure("cannot read the connection table to its end", error)
    }
  }
}

/// How entries are written down, one by one.
protocol ConnectionListing {
  /// What stands before the first.
  var beginning: [UInt8] { get }
  /// Writes one.
  mutating func append(
    _ entry: ConnectionEntry, orphan: ServerIndex.Orphan?, to text: inout [UInt8])
  /// What stands behind the last.
  var end: [UInt8] { get }
}
