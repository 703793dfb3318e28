/// What was measured, as text.
struct BenchReport {
  /// The kernel's release.
  var kernel: String
  var results: [BenchResult]

  /// How it is written.
  enum Format {
    /// For people.
    case table
    /// For programs.
    case json
    /// Rows for a page.
    case growth
  }

  func text(_ format: Format) -> String {
    switch format {
    case .table: table
    case .json: json
    case .growth: growth
    }
  }

  private var table: String {
    var lines = [
      ["instructions, Linux \(kernel)", "1.31", "ours", "ratio", "bar", "", "KiB 1.31", "ours"]
    ]
    for result in results {
      let verdict = result.row.bar.map { result.ratio > $0 ? "missed" : "" } ?? ""
      lines.append([
        result.row.name, grouped(result[.reference].instructions),
        grouped(result[.candidate].instructions), fixed(result.ratio, 3),
        result.row.bar.map { fixed($0, 2) } ?? "", verdict, grouped(result[.reference].peak),
        grouped(result[.candidate].peak),
      ])
    }
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      line.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 || column == 5 ? cell + blanks : blanks + cell
      }.joined(separator: "  ") + "\n"
    }.joined()
  }

  private var json: String {
    let rows = results.map { result in
      let bar = result.row.bar.map { ",\"bar\":\(fixed($0, 2))" } ?? ""
      return """
        {"work":"\(result.row.name)",\
        "instructions":{"reference":\(result[.reference].instructions),\
        "candidate":\(result[.candidate].instructions)},\
        "ratio":\(fixed(result.ratio, 4))\(bar),\
        "peakMemoryKiB":{"reference":\(result[.reference].peak),\
        "candidate":\(result[.candidate].peak)}}
        """
    }
    return """
      {"schema":"ipvsadm-bench","version":1,"kernel":"\(kernel)",\
      "rows":[\(rows.joined(separator: ","))]}

      """
  }

  private var growth: String {
    var text = """
      Millions of instructions, Linux \(kernel); the peak of resident memory in KiB.

      | table | work | 1.31 | ours | ratio | KiB 1.31 | KiB ours |
      |---|---|--:|--:|--:|--:|--:|

      """
    for result in results {
      let cells = [
        result.row.table.name, "`\(result.row.name)`", millions(result[.reference].instructions),
        millions(result[.candidate].instructions), fixed(result.ratio, 3),
        grouped(result[.reference].peak), grouped(result[.candidate].peak),
      ]
      text += "| \(cells.joined(separator: " | ")) |\n"
    }
    return text
  }

  private func millions(_ count: UInt64) -> String {
    count < 100_000_000 ? fixed(Double(count) / 1e6, 2) : grouped((count + 500_000) / 1_000_000)
  }
}

/// A number that is not negative, with so many digits behind the point.
func fixed(_ value: Double, _ digits: Int) -> String {
  var scale = 1
  for _ in 0..<digits { scale *= 10 }
  let number = Int((value * Double(scale)).rounded())
  let fraction = "\(number % scale)"
  return "\(number / scale).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
}
