/// Takes out of what the programs print the differences on purpose that generated cases may show.
///
/// Marks of 2^31 and more, which the reference prints negative; thresholds at the end of the lines
/// of `-S`, which the reference leaves out.
enum Normalization {
  /// What the reference would print if it printed marks without a sign.
  static func reference(_ text: [UInt8]) -> [UInt8] {
    mapLines(text) { line in
      for prefix in ["FWM  -", "-A -f -", "-a -f -"].map({ Array($0.utf8) })
      where line.starts(with: prefix) {
        let digits = line.dropFirst(prefix.count).prefix { (0x30...0x39).contains($0) }
        guard let number = Int64("-" + String(decoding: digits, as: UTF8.self)) else { return line }
        let unsigned = Array(String(UInt32(truncatingIfNeeded: number)).utf8)
        var rest = line.dropFirst(prefix.count + digits.count)
        // Where numbers follow in columns, the label is filled up to its width.
        let change = digits.count + 1 - unsigned.count
        if rest.starts(with: Array("   ".utf8)) || rest.starts(with: Array(" IPv6  ".utf8)) {
          let blanks = rest.firstRun(ofBlanks: 2)
          if change > 0 {
            rest.insert(contentsOf: repeatElement(0x20, count: change), at: blanks)
          } else {
            rest.removeSubrange(blanks..<min(blanks - change, rest.endIndex))
          }
        }
        return prefix.dropLast() + unsigned + rest
      }
      return line
    }
  }

  /// What the candidate would print if it left out thresholds.
  static func candidate(_ text: [UInt8]) -> [UInt8] {
    mapLines(text) { line in
      guard line.starts(with: Array("-a ".utf8)) else { return line }
      let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
      guard words.count > 4, words[words.count - 4].elementsEqual(Array("-x".utf8)),
        words[words.count - 2].elementsEqual(Array("-y".utf8))
      else { return line }
      return Array(words.dropLast(4).joined(separator: [0x20]))[...]
    }
  }

  private static func mapLines(
    _ text: [UInt8], _ change: (ArraySlice<UInt8>) -> ArraySlice<UInt8>
  ) -> [UInt8] {
    let newline = UInt8(ascii: "\n")
    return Array(
      text.split(separator: newline, omittingEmptySubsequences: false).map(change)
        .joined(separator: [newline]))
  }
}

extension ArraySlice<UInt8> {
  /// Where the first run of at least so many blanks begins.
  fileprivate func firstRun(ofBlanks count: Int) -> Int {
    let blanks = [UInt8](repeating: 0x20, count: count)
    return indices.first { self[$0...].starts(with: blanks) } ?? startIndex
  }
}
