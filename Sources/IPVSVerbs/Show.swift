internal import ArgumentParser
internal import IPVS
internal import IPVSOperations

/// `ipvs show`: services and servers as a readable table.
struct Show: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Shows services and their servers, with what they do in words.",
    discussion: """
      SHARE is a server's part of the service's connections. TEMPLATES are the clients that persistence \
      brings back to it. Without CAP_NET_ADMIN the table is made of what anybody may read: counters, \
      thresholds and templates are missing then.

      Exit status: 0; 1 where the named service does not exist; 2 for wrong words; 3 where the \
      director cannot be asked.
      """)

  @Argument(help: "Only this service: \(ServiceWord.expected).")
  var service: ServiceWord?

  @OptionGroup var director: DirectorOptions
  @OptionGroup var output: OutputOptions

  var wantsJSON: Bool { output.json }

  func run(in surroundings: VerbSurroundings) throws(VerbFailure) -> ExitStatus {
    let opened = try director.open(for: .reading, in: surroundings)
    let listing = try Listing(of: opened, service)
    if output.json {
      try surroundings.print(
        ShowDocument(listing, networkNamespace: director.networkNamespace).json)
    } else {
      try surroundings.print(ShowText(listing, painter: output.painter(surroundings)).lines)
    }
    guard let service, listing.services.isEmpty else { return .success }
    surroundings.complain("there is no service \(service)")
    return .no
  }

  /// What was found.
  struct Listing {
    var services: [Service]
    /// Nil where they cannot be read, as without /proc.
    var settings: DirectorSettings?
    /// Whether it tells only what anybody may read.
    var tellsFilesOnly: Bool

    init(of opened: VerbDirector, _ word: ServiceWord?) throws(VerbFailure) {
      tellsFilesOnly = opened.tellsFilesOnly
      do throws(DirectorError) {
        services = try opened.director.services()
        settings = try? DirectorSettings(of: opened.director)
      } catch {
        throw VerbFailure("cannot list the services", error)
      }
      if let word { services.removeAll { !word.names($0.identity) } }
      services.sort { ServiceIdentity.inOrder($0.identity, $1.identity) }
    }
  }
}

/// The table of `ipvs show`.
private struct ShowText {
  private(set) var lines: [String] = []
  private let listing: Show.Listing
  private let painter: Painter

  init(_ listing: Show.Listing, painter: Painter) {
    self.listing = listing
    self.painter = painter
    if listing.services.isEmpty { lines.append("no services") }
    for (index, service) in listing.services.enumerated() {
      if index > 0 { lines.append("") }
      add(service)
    }
    guard listing.tellsFilesOnly else { return }
    lines += [
      "",
      "Counters, thresholds and templates are not shown: they need the capability CAP_NET_ADMIN.",
    ]
  }

  private mutating func add(_ service: Service) {
    lines.append("\(painter.paint(service.identity.name, .bold))  \(service.details.words)")
    guard !service.destinations.isEmpty else {
      lines.append("  no servers: every new client is refused")
      return
    }
    var table = TextTable(Self.sides(listing.tellsFilesOnly))
    table.add(Self.titles(listing.tellsFilesOnly).map { TextTable.Cell($0, .dim) })
    let total = service.destinations.reduce(0) { $0 + $1.connections }
    for destination in service.destinations.sorted(by: {
      Endpoint.inOrder($0.endpoint, $1.endpoint)
    }) {
      table.add(row(destination, of: service, total: total))
    }
    lines += table.lines(painter).map { "  \($0)" }
    let statuses = service.destinations.map { DestinationStatus(of: $0) }
    if statuses.allSatisfy({ $0 == .draining || $0 == .quiesced || $0 == .overloaded }) {
      lines.append("  no server takes new clients: they are refused")
    }
  }

  private static func titles(_ filesOnly: Bool) -> [String] {
    filesOnly
      ? ["SERVER", "METHOD", "WEIGHT", "SHARE", "ACTIVE", "INACTIVE", "STATE"]
      : [
        "SERVER", "METHOD", "WEIGHT", "SHARE", "ACTIVE", "INACTIVE", "TEMPLATES", "CONN/S",
        "IN B/S", "OUT B/S", "STATE",
      ]
  }

  private static func sides(_ filesOnly: Bool) -> [TextTable.Side] {
    [.left, .left] + [TextTable.Side](repeating: .right, count: filesOnly ? 4 : 8) + [.left]
  }

  private func row(
    _ destination: Destination, of service: Service, total: UInt64
  ) -> [TextTable.Cell] {
    let counts = destination.connectionCounts
    var row: [TextTable.Cell] = [
      TextTable.Cell(destination.endpoint.description),
      TextTable.Cell(destination.details.forwarding.name),
      TextTable.Cell(destination.details.weight),
      TextTable.Cell(NumberText.percent(destination.connections, of: total)),
      TextTable.Cell(counts.active), TextTable.Cell(counts.inactive),
    ]
    if !listing.tellsFilesOnly {
      row += [
        TextTable.Cell(counts.persistent), TextTable.Cell(destination.rates.connections),
        TextTable.Cell(NumberText.scaled(destination.rates.incomingBytes)),
        TextTable.Cell(NumberText.scaled(destination.rates.outgoingBytes)),
      ]
    }
    return row + [status(destination, of: service)]
  }

  private func status(_ destination: Destination, of service: Service) -> TextTable.Cell {
    let details = destination.details
    var text: String
    let look: Painter.Look
    switch DestinationStatus(of: destination) {
    case .serving: (text, look) = ("serving", .green)
    case .overloaded:
      let limit = destination.clearingThreshold
      (text, look) = ("overloaded until it is below \(limit)", .red)
    case .perhapsOverloaded:
      (text, look) = ("overloaded if it has had \(details.upperThreshold) connections", .yellow)
    case .draining: (text, look) = ("draining", .yellow)
    case .quiesced: (text, look) = ("quiesced", .dim)
    }
    if let settings = listing.settings, destination.isSticky(in: service, settings: settings) {
      let templates = NumberText.count(destination.connectionCounts.persistent, "template")
      text += ", but \(templates) still "
      text += destination.connectionCounts.persistent == 1 ? "brings a client" : "bring clients"
    }
    return TextTable.Cell(text, look)
  }
}
