import IPVS

/// Cuts the bytes of `-R` into lines.
struct LineReader {
  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  init(_ source: any ByteSource) {
    self.source = source
  }

  /// Whether the next line is here already, so that reading it waits for nobody.
  var hasLine: Bool { isAtEnd || buffer[start...].contains(UInt8(ascii: "\n")) }

  /// Gives the source back what was read and not used.
  func giveBack() {
    if start < buffer.count { source.giveBack(buffer.count - start) }
  }

  /// The next line without its newline; nil at the end.
  ///
  /// A last line may lack its newline.
  mutating func next() -> ArraySlice<UInt8>? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return buffer[start..<end]
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return buffer[start...]
      }
      buffer.removeFirst(start)
      start = 0
      searched = buffer.count
      // A failure to read is the end, as it is for 1.31.
      let more = (try? source.read()) ?? []
      isAtEnd = more.isEmpty
      buffer += more
    }
  }
}

/// Cuts a line of `-R` into words: there are no quotes, no escapes and no continuation.
enum LineWords {
  /// The longest word in bytes; what is longer goes on as the next word.
  private static let longest = 4096

  /// The words, without the word `ipvsadm` wherever it stands; none for a comment.
  static func words(_ line: ArraySlice<UInt8>) -> [ByteString] {
    var words: [ByteString] = []
    var rest = line.drop(while: isSeparator)
    guard rest.first != UInt8(ascii: "#") else { return [] }
    while !rest.isEmpty {
      let word = rest.prefix(longest).prefix { !isSeparator($0) }
      rest = rest[word.endIndex...].drop(while: isSeparator)
      // 1.31's words are C strings, which end at the first zero.
      let text = ByteString(word.prefix { $0 != 0 })
      if text != "ipvsadm" { words.append(text) }
    }
    return words
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == 0x09 || byte == 0x0d
  }
}
