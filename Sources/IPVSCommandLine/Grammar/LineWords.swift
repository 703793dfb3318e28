import IPVS

/// The words of one command line, without the program's name, taken one by one.
///
/// They are cut as they are taken, and stay where they are: see `Word`.
struct LineWords {
  /// The word that is taken next; nil behind the last one.
  private(set) var next: Word?
  private var position: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private let isCutByShell: Bool

  /// The words of a line of rules: there are no quotes, no escapes and no continuation.
  ///
  /// The word `ipvsadm` is left out wherever it stands; a comment has no words.
  init(line: UnsafeBufferPointer<UInt8>) {
    self.init(line, isCutByShell: false)
    while position < end, Self.isSeparator(position.pointee) { position += 1 }
    if position < end, position.pointee == UInt8(ascii: "#") { position = end }
    cutNext()
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>, isCutByShell: Bool) {
    position = bytes.baseAddress ?? Word.empty.start
    end = position + bytes.count
    self.isCutByShell = isCutByShell
  }

  /// Whether there is not one word left.
  var isEmpty: Bool { next == nil }

  /// Takes the next word; nil behind the last one.
  mutating func take() -> Word? {
    guard let word = next else { return nil }
    cutNext()
    return word
  }

  private mutating func cutNext() {
    if isCutByShell { cutAtZero() } else { cutAtSeparator() }
  }
}

// MARK: Lines of rules

extension LineWords {
  /// The longest word of a line of rules in bytes; what is longer goes on as the next word.
  private static let longest = 4096

  @inline(__always)
  private mutating func cutAtSeparator() {
    let end = end
    var place = position
    while true {
      while place < end, Self.isSeparator(place.pointee) { place += 1 }
      guard place < end else { break }
      let start = place
      while place < end, !Self.endsWord(place.pointee) { place += 1 }
      if place - start > Self.longest { place = start + Self.longest }
      let word = Word(start, count: place - start)
      if place < end, place.pointee == 0 {
        // 1.31's words are C strings: what stands behind a zero is lost.
        let limit = start + min(end - start, Self.longest)
        while place < limit, !Self.isSeparator(place.pointee) { place += 1 }
      }
      if !word.isEqual(to: "ipvsadm") {
        position = place
        next = word
        return
      }
    }
    position = end
    next = nil
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == 0x09 || byte == 0x0d
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    // One comparison decides for nearly all bytes.
    byte <= UInt8(ascii: " ") && (byte == 0 || isSeparator(byte))
  }
}

// MARK: Words that a shell has cut

extension LineWords {
  /// Hands out words that a shell has cut, as long as the closure runs.
  static func with<Result>(
    _ words: some Sequence<ByteString>, _ body: (LineWords) -> Result
  ) -> Result {
    // They are C strings: a zero stands behind each and nowhere else.
    var bytes: [UInt8] = []
    for word in words {
      bytes += word.bytes.prefix { $0 != 0 }
      bytes.append(0)
    }
    return bytes.withUnsafeBufferPointer { bytes in
      var words = LineWords(bytes, isCutByShell: true)
      words.cutNext()
      return body(words)
    }
  }

  private mutating func cutAtZero() {
    guard position < end else {
      next = nil
      return
    }
    var place = position
    while place < end, place.pointee != 0 { place += 1 }
    next = Word(position, count: place - position)
    position = place + 1
  }
}
