/// Rows of words in columns as wide as the widest word; two blanks between them.
struct TextTable {
  /// On which side a column's words stand together.
  enum Side {
    case left, right
  }

  /// A word of a row.
  struct Cell: ExpressibleByStringLiteral {
    var text: String
    var look: Painter.Look

    init(_ text: String, _ look: Painter.Look = .plain) {
      self.text = text
      self.look = look
    }

    init(_ number: some FixedWidthInteger) { self.init(String(number)) }

    init(stringLiteral text: String) { self.init(text) }
  }

  private let sides: [Side]
  private var rows: [[Cell]] = []

  /// A table with a column for each side.
  init(_ sides: [Side]) {
    self.sides = sides
  }

  /// Adds a row of at most as many cells as there are columns.
  mutating func add(_ row: [Cell]) {
    rows.append(row)
  }

  /// The lines; no blanks stand at their ends.
  func lines(_ painter: Painter) -> [String] {
    let widths = sides.indices.map { column in
      rows.map { column < $0.count ? $0[column].text.count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      var gap = ""
      for (column, cell) in row.enumerated() {
        let filling = String(repeating: " ", count: max(0, widths[column] - cell.text.count))
        let text = painter.paint(cell.text, cell.look)
        let isEmpty = cell.text.isEmpty
        switch sides[column] {
        case .left:
          if !isEmpty { line += gap + text }
          gap = (isEmpty ? gap : "") + filling + "  "
        case .right:
          if !isEmpty { line += gap + filling + text }
          gap = (isEmpty ? gap + filling : "") + "  "
        }
      }
      return line
    }
  }
}
