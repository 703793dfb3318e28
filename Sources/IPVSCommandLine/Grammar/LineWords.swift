import IPVS

/// A word of a command line, in place: bytes that need not be UTF-8.
typealias Word = ArraySlice<UInt8>

extension Word {
  /// Whether the word is this one.
  func isEqual(to text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { elementsEqual($0) }
  }
}

/// The words of one command line, without the program's name.
///
/// They stay where they are: of the words of a line of rules few are kept, so none is copied.
struct LineWords {
  private var bytes: ArraySlice<UInt8> = []
  private var places: [Range<Int>] = []

  /// No words at all.
  init() {}

  /// The words that a shell has cut.
  init(_ words: some Sequence<ByteString>) {
    for word in words {
      let start = bytes.endIndex
      bytes += word.bytes
      places.append(start..<bytes.endIndex)
    }
  }

  /// How many words there are.
  var count: Int { places.count }

  /// Whether there is not one word.
  var isEmpty: Bool { places.isEmpty }

  /// One word, counted from 0.
  subscript(index: Int) -> Word { bytes[places[index]] }

  /// A byte of a word, counted from 0; nil behind its end.
  func byte(_ offset: Int, of index: Int) -> UInt8? {
    let place = places[index]
    return offset < place.count ? bytes[place.lowerBound + offset] : nil
  }
}

extension LineWords {
  /// The longest word of a line of rules in bytes; what is longer goes on as the next word.
  private static let longest = 4096
  private static var ownName: StaticString { "ipvsadm" }

  /// Replaces the words by those of a line of rules: there are no quotes, no escapes and no
  /// continuation.
  ///
  /// The word `ipvsadm` is left out wherever it stands; a comment has no words.
  mutating func read(line: ArraySlice<UInt8>) {
    bytes = line
    places.removeAll(keepingCapacity: true)
    let span = line.span
    var next = Self.indexOfWord(in: span, from: 0)
    if next < span.count, span[next] == UInt8(ascii: "#") { return }
    while next < span.count {
      let start = next
      let limit = min(span.count, start + Self.longest)
      while next < limit, span[next] != 0, !Self.isSeparator(span[next]) { next += 1 }
      let place = line.startIndex + start..<line.startIndex + next
      if place.count != Self.ownName.utf8CodeUnitCount || !line[place].isEqual(to: Self.ownName) {
        places.append(place)
      }
      // 1.31's words are C strings: what stands behind a zero is lost.
      while next < limit, !Self.isSeparator(span[next]) { next += 1 }
      next = Self.indexOfWord(in: span, from: next)
    }
  }

  /// Where the next word begins; the line's end where there is none.
  private static func indexOfWord(in line: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < line.count, isSeparator(line[index]) { index += 1 }
    return index
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == 0x09 || byte == 0x0d
  }
}
