/// Splits a line into words much as a shell does.
///
/// Blanks separate words. `'…'` and `"…"` hold bytes as they are, `$'…'` has the escapes of
/// ``Escapes``; pieces that touch are one word. `#` at the start of a word begins a comment.
/// Nothing is expanded: characters that a shell would act on must be quoted.
struct WordReader {
  /// A word and the byte where it begins, from 1.
  struct Word {
    let bytes: [UInt8]
    let column: Int

    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  private let line: ArraySlice<UInt8>
  private var index: Int

  private init(_ line: ArraySlice<UInt8>) {
    self.line = line
    self.index = line.startIndex
  }

  /// The words of a line.
  static func words(of line: ArraySlice<UInt8>) throws(LineError) -> [Word] {
    var reader = WordReader(line)
    var words: [Word] = []
    while let word = try reader.next() { words.append(word) }
    return words
  }

  private var current: UInt8? { index < line.endIndex ? line[index] : nil }
  private var column: Int { index - line.startIndex + 1 }

  private mutating func next() throws(LineError) -> Word? {
    while let byte = current, byte == UInt8(ascii: " ") { index += 1 }
    guard let first = current, first != UInt8(ascii: "#") else { return nil }
    let column = column
    var bytes: [UInt8] = []
    while let byte = current, byte != UInt8(ascii: " ") {
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""): bytes += try quoted(by: byte)
      case UInt8(ascii: "$"): bytes += try escapedPiece()
      default:
        guard !Self.special.contains(byte), byte > 0x20, byte != 0x7f else {
          throw LineError(self.column, "\(Self.visible(byte)) must be quoted")
        }
        bytes.append(byte)
        index += 1
      }
    }
    return Word(bytes: bytes, column: column)
  }

  /// What a shell would act on.
  private static let special = Array("\\`|&;<>()*?".utf8)

  private static func visible(_ byte: UInt8) -> String {
    guard byte > 0x20, byte < 0x7f else {
      let number = String(byte, radix: 16)
      return "\\x" + (byte < 0x10 ? "0" : "") + number
    }
    return String(decoding: [byte], as: UTF8.self)
  }

  private mutating func quoted(by quote: UInt8) throws(LineError) -> [UInt8] {
    let start = index + 1
    guard let end = line[start...].firstIndex(of: quote) else {
      throw LineError(column, "the quote is not closed")
    }
    index = end + 1
    return Array(line[start..<end])
  }

  private mutating func escapedPiece() throws(LineError) -> [UInt8] {
    let quote = UInt8(ascii: "'")
    guard line.index(after: index) < line.endIndex, line[index + 1] == quote else {
      throw LineError(column, "$ must be quoted")
    }
    let start = index + 2
    var end = start
    while end < line.endIndex, line[end] != quote {
      end += line[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < line.endIndex else { throw LineError(column, "the quote is not closed") }
    let bytes = try Escapes.bytes(line[start..<end], column: column + 2)
    guard !bytes.contains(0) else { throw LineError(column, "a word cannot hold \\x00") }
    index = end + 1
    return bytes
  }
}
