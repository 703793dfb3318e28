import IPVS

/// Cuts the bytes of `-R` into lines.
///
/// It owns the memory in which they stand, so that a line is no more than a place in it.
struct LineReader: ~Copyable {
  private let source: any ByteSource
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// How many bytes are there.
  private var count = 0
  /// Where the next line begins.
  private var start = 0
  /// Where it ends, or how far its end was looked for in vain.
  private var end = 0
  private var isAtEnd = false

  init(_ source: any ByteSource) {
    self.source = source
    capacity = 4096
    memory = .allocate(capacity: capacity)
  }

  deinit {
    memory.deallocate()
  }

  /// Gives the source back what was read and not used.
  func giveBack() {
    if start < count { source.giveBack(count - start) }
  }

  /// The next line without its newline, which stays where it is until the next one is read; nil at
  /// the end.
  ///
  /// A last line may lack its newline.
  mutating func next() -> UnsafeBufferPointer<UInt8>? {
    while true {
      if let line = nextAtHand() { return line }
      if isAtEnd { return nil }
      readOn()
    }
  }

  /// The next line if it is here already, so that reading it waits for nobody; nil also at the end.
  mutating func nextAtHand() -> UnsafeBufferPointer<UInt8>? {
    // It is not looked for again where it was looked for already.
    end = indexOfNewline(from: end)
    if end < count { return takeLine(next: end + 1) }
    return isAtEnd && start < count ? takeLine(next: count) : nil
  }

  private mutating func takeLine(next: Int) -> UnsafeBufferPointer<UInt8> {
    let line = UnsafeBufferPointer(start: memory + start, count: end - start)
    start = next
    end = next
    return line
  }

  private func indexOfNewline(from start: Int) -> Int {
    var index = start
    // Eight bytes at a time: of their differences from a newline, one is zero where there is one.
    while index + 8 <= count {
      let bytes = UnsafeRawPointer(memory + index).loadUnaligned(as: UInt64.self).littleEndian
      let differences = bytes ^ 0x0a0a_0a0a_0a0a_0a0a
      let zeros = (differences &- 0x0101_0101_0101_0101) & ~differences & 0x8080_8080_8080_8080
      if zeros != 0 { return index + zeros.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < count, memory[index] != UInt8(ascii: "\n") { index += 1 }
    return index
  }

  private mutating func readOn() {
    // A failure to read is the end, as it is for 1.31.
    let more = (try? source.read()) ?? []
    isAtEnd = more.isEmpty
    let rest = count - start
    makeRoom(for: more.count)
    more.withUnsafeBytes { bytes in
      UnsafeMutableRawBufferPointer(start: memory + rest, count: bytes.count).copyMemory(
        from: bytes)
    }
    count = rest + more.count
    end -= start
    start = 0
  }

  /// Moves what is not used yet to the front, with room behind it for more bytes.
  private mutating func makeRoom(for more: Int) {
    let rest = count - start
    if capacity >= rest + more {
      if start > 0 {
        UnsafeMutableRawPointer(memory).copyMemory(from: memory + start, byteCount: rest)
      }
      return
    }
    capacity = max(rest + more, 2 * rest)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    UnsafeMutableRawPointer(larger).copyMemory(from: memory + start, byteCount: rest)
    memory.deallocate()
    memory = larger
  }
}
