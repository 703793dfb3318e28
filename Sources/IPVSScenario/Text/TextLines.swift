import IPVS

/// Text as lines.
enum TextLines {
  /// The lines without their newlines; the last one may lack its own.
  static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// The text of lines, a newline behind each.
  static func text(of lines: some Sequence<ByteString>) -> [UInt8] {
    var text: [UInt8] = []
    for line in lines {
      text += line.bytes
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }
}
