/// The lines of two texts side by side: which are in both, which in one only.
struct LineDifference {
  /// A line, and where it is.
  enum Line {
    case both(ArraySlice<UInt8>)
    case reference(ArraySlice<UInt8>)
    case candidate(ArraySlice<UInt8>)
  }

  /// All lines in their order.
  private(set) var lines: [Line] = []

  init(reference: [UInt8], candidate: [UInt8]) {
    var left = Self.lines(of: reference)[...]
    var right = Self.lines(of: candidate)[...]
    while let line = left.first, line == right.first {
      lines.append(.both(line))
      left.removeFirst()
      right.removeFirst()
    }
    var tail: [Line] = []
    while let line = left.last, line == right.last {
      tail.append(.both(line))
      left.removeLast()
      right.removeLast()
    }
    addMiddle(Array(left), Array(right))
    lines += tail.reversed()
  }

  /// Lines with their newlines, so that a missing last one is seen.
  private static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var rest = text[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
      lines.append(rest[..<end])
      rest = rest[end...]
    }
    return lines
  }

  private mutating func addMiddle(_ left: [ArraySlice<UInt8>], _ right: [ArraySlice<UInt8>]) {
    // The lengths of the longest common sequences of what is left of both; not for long texts.
    var i = 0
    var j = 0
    if left.count * right.count <= 250_000 {
      let width = right.count + 1
      var common = [Int](repeating: 0, count: (left.count + 1) * width)
      for row in left.indices.reversed() {
        for column in right.indices.reversed() {
          common[row * width + column] =
            left[row] == right[column]
            ? common[(row + 1) * width + column + 1] + 1
            : max(common[(row + 1) * width + column], common[row * width + column + 1])
        }
      }
      while i < left.count, j < right.count {
        if left[i] == right[j] {
          lines.append(.both(left[i]))
          i += 1
          j += 1
        } else if common[(i + 1) * width + j] >= common[i * width + j + 1] {
          lines.append(.reference(left[i]))
          i += 1
        } else {
          lines.append(.candidate(right[j]))
          j += 1
        }
      }
    }
    lines += left[i...].map { .reference($0) }
    lines += right[j...].map { .candidate($0) }
  }

  /// The lines with `-` before the reference's, `+` before the candidate's, blanks made visible.
  ///
  /// Long runs of equal lines are left out.
  var text: String {
    var shown = ""
    let differing = lines.indices.filter { index in
      switch lines[index] {
      case .both: false
      case .reference, .candidate: true
      }
    }
    var isInGap = false
    for (index, line) in lines.enumerated() {
      guard differing.contains(where: { abs($0 - index) <= 2 }) else {
        if !isInGap { shown += "      …\n" }
        isInGap = true
        continue
      }
      isInGap = false
      switch line {
      case .both(let bytes): shown += "      \(Self.visibleLine(bytes))\n"
      case .reference(let bytes): shown += "    - \(Self.visibleLine(bytes))\n"
      case .candidate(let bytes): shown += "    + \(Self.visibleLine(bytes))\n"
      }
    }
    return shown
  }

  private static func visibleLine(_ line: ArraySlice<UInt8>) -> String {
    line.last == UInt8(ascii: "\n")
      ? visible(line.dropLast()) : visible(line) + "  (no newline at the end)"
  }
}
