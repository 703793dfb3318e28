internal import IPVS
internal import IPVSOperations

/// Entries of the connection table as lines; columns are as wide as usual addresses, since nobody knows
/// what is still to come.
struct ConnectionLines: ConnectionListing {
  private let painter: Painter

  init(_ painter: Painter) {
    self.painter = painter
  }

  var beginning: [UInt8] {
    line(["PROTO", "CLIENT", "VIRTUAL", "SERVER", "STATE", "LEFT", ""], look: .dim)
  }

  var end: [UInt8] { [] }

  mutating func append(
    _ entry: ConnectionEntry, orphan: ServerIndex.Orphan?, to text: inout [UInt8]
  ) {
    let virtual = entry.templateMark.map { "FWM \($0)" } ?? entry.virtual.description
    text += line(
      [
        entry.protocolName.description, entry.client.description, virtual,
        entry.destination.description, entry.state.description,
        TimeText.text(seconds: entry.secondsLeft), Self.note(entry, orphan: orphan),
      ],
      look: orphan == nil ? .plain : orphan == .removed ? .red : .yellow)
  }

  private static let widths = [5, 21, 21, 21, 11, 6]

  private func line(_ words: [String], look: Painter.Look) -> [UInt8] {
    var line = ""
    for (column, word) in words.enumerated() {
      line += word
      guard column < Self.widths.count else { continue }
      let gap = Self.widths[column] - word.utf8.count
      line += String(repeating: " ", count: max(0, gap)) + "  "
    }
    while line.last == " " { line.removeLast() }
    return Array((painter.paint(line, look) + "\n").utf8)
  }

  private static func note(_ entry: ConnectionEntry, orphan: ServerIndex.Orphan?) -> String {
    var words: [String] = []
    if entry.isTemplate, orphan != .rejected { words.append("template") }
    switch orphan {
    case .rejected: words.append("rejected template: brings nobody, waits for its timer")
    case .removed: words.append("server removed")
    case .quiesced: words.append("server quiesced")
    case nil: break
    }
    if let data = entry.engineData { words.append("\(data.engine) \(data.data)") }
    return words.joined(separator: ", ")
  }
}
