import IPVS

/// A word of a command line, in place: bytes that need not be UTF-8.
///
/// It lives as long as the memory of its line. Rules are read by the thousand, so words neither copy
/// that memory nor hold it: what is kept of a word is made a `ByteString`.
struct Word {
  let start: UnsafePointer<UInt8>
  let count: Int

  /// So many bytes from here on.
  init(_ start: UnsafePointer<UInt8>, count: Int) {
    self.start = start
    self.count = count
  }

  /// A word without bytes.
  static var empty: Word { Word(("" as StaticString).utf8Start, count: 0) }

  var isEmpty: Bool { count == 0 }

  /// One byte, counted from 0; nil behind the end.
  subscript(index: Int) -> UInt8? { index < count ? start[index] : nil }

  /// The bytes, to be looked at.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  /// What stands before a byte.
  func prefix(_ end: Int) -> Word { Word(start, count: min(end, count)) }

  /// What stands from a byte on.
  func dropFirst(_ length: Int = 1) -> Word {
    let length = min(length, count)
    return Word(start + length, count: count - length)
  }

  /// Where a byte stands for the first time.
  func firstIndex(of byte: UInt8) -> Int? { bytes.firstIndex(of: byte) }

  /// Where a byte stands for the last time.
  func lastIndex(of byte: UInt8) -> Int? { bytes.lastIndex(of: byte) }

  /// Whether a byte stands anywhere.
  func contains(_ byte: UInt8) -> Bool { firstIndex(of: byte) != nil }

  /// Whether the word is this one.
  func isEqual(to text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for index in 0..<count where start[index] != text.utf8Start[index] { return false }
    return true
  }
}

extension ByteString {
  /// The bytes of a word, to be kept.
  init(_ word: Word) {
    self.init(word.bytes)
  }
}
