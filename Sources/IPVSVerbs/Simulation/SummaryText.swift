internal import IPVS
internal import IPVSScenario

/// A run in some lines: who had what when, and what it came to.
struct SummaryText {
  private let record: ScenarioRecord
  private let summary: ScenarioSummary

  /// How many rows a table has at most, besides its head.
  private static let mostRows = 16
  /// How many servers stand beside each other.
  private static let mostColumns = 6

  init(_ record: ScenarioRecord) {
    self.record = record
    summary = ScenarioSummary(record)
  }

  func lines(_ painter: Painter) -> [String] {
    summary.directors.flatMap { director in
      var lines: [String] = []
      if summary.directors.count > 1 {
        lines += [
          "", director.director == .first ? "the first director" : "the second director (@b)",
        ]
      }
      for service in director.services {
        lines += ["", "\(service.identity.name), connections + templates:"]
        lines += table(of: service, director.director, painter)
        lines.append(Self.newConnections(service))
      }
      return lines + [""] + Self.end(of: director)
    }
  }

  private func table(
    of service: ScenarioSummary.ServiceSummary, _ director: ScenarioDirector, _ painter: Painter
  ) -> [String] {
    guard !service.servers.isEmpty else { return ["  no servers"] }
    let rows = rows(of: service, director)
    return stride(from: 0, to: service.servers.count, by: Self.mostColumns).flatMap { start in
      let columns = start..<min(start + Self.mostColumns, service.servers.count)
      var table = TextTable([.left] + columns.map { _ in .right })
      table.add(
        [TextTable.Cell("TIME", .bold)]
          + service.servers[columns].map { TextTable.Cell($0.endpoint.description, .bold) })
      for row in rows {
        table.add(
          [TextTable.Cell(Self.time(row.slot))] + columns.map { TextTable.Cell(row.cells[$0]) })
      }
      return table.lines(painter).map { "  \($0)" }
    }
  }

  private struct Row: Equatable {
    var slot: UInt64
    var cells: [String]
  }

  /// The looks at which something had changed, thinned out where they are many; the last one is there
  /// always.
  private func rows(
    of service: ScenarioSummary.ServiceSummary, _ director: ScenarioDirector
  ) -> [Row] {
    var rows: [Row] = []
    var last: Row?
    for sample in record.samples where sample.director == director {
      let row = Row(slot: sample.slot, cells: cells(of: service, in: sample))
      last = row
      if rows.last?.cells == row.cells { continue }
      if rows.isEmpty, row.cells.allSatisfy({ $0 == "-" }) { continue }
      // Of those that have the same time in words the last one counts.
      if let before = rows.last, Self.time(before.slot) == Self.time(row.slot) { rows.removeLast() }
      rows.append(row)
    }
    if rows.count >= Self.mostRows {
      let step = (rows.count + Self.mostRows - 2) / (Self.mostRows - 1)
      rows = rows.enumerated().filter { $0.offset.isMultiple(of: step) }.map(\.element)
    }
    if let last, rows.last.map({ Self.time($0.slot) != Self.time(last.slot) }) ?? true {
      rows.append(last)
    }
    return rows
  }

  private func cells(
    of service: ScenarioSummary.ServiceSummary, in sample: ScenarioRecord.Sample
  ) -> [String] {
    let present = sample.services.first { $0.identity == service.identity }
    return service.servers.map { server in
      guard let counts = present?.servers.first(where: { $0.endpoint == server.endpoint })?.counts
      else { return "-" }
      return "\(UInt64(counts.active) + UInt64(counts.inactive))+\(counts.persistent)"
    }
  }

  private static func newConnections(_ service: ScenarioSummary.ServiceSummary) -> String {
    guard let imbalance = service.imbalance else { return "  no new connections" }
    let hundredths = UInt64((imbalance * 100).rounded())
    let rest = String(hundredths % 100 + 100).dropFirst()
    let most = service.servers.max { $0.newConnections < $1.newConnections }
    let count = service.newConnections
    return "  \(count) new connection\(count == 1 ? "" : "s"), most to "
      + "\(most?.endpoint.description ?? "nobody"): \(most?.newConnections ?? 0), "
      + "\(hundredths / 100).\(rest) times the mean"
  }

  private static func end(of director: ScenarioSummary.DirectorSummary) -> [String] {
    let packets = director.packets
    return [
      "packets: \(packets.forwarded) forwarded, \(packets.answered) answered, "
        + "\(packets.refused) refused, \(packets.dropped) dropped, \(packets.passed) passed",
      "memory: \(director.mostEntries) entries at most, \(director.mostBytes) bytes of a kernel",
    ]
  }

  /// Seconds with two digits behind the point below a minute.
  static func time(_ slot: UInt64) -> String {
    let seconds = slot / ScenarioLine.slotsPerSecond
    guard seconds < 60 else { return TimeText.text(seconds: seconds) }
    let hundredths = slot % ScenarioLine.slotsPerSecond * 100 / ScenarioLine.slotsPerSecond
    guard hundredths > 0 else { return "\(seconds)s" }
    return "\(seconds).\(String(hundredths + 100).dropFirst())s"
  }
}
