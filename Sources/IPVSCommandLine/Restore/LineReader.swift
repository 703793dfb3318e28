import IPVS

/// Cuts the bytes of `-R` into lines.
struct LineReader {
  private let source: any ByteSource
  private var buffer: [UInt8] = []
  /// Where the next line begins.
  private var start = 0
  /// Where it ends, or how far its end was looked for in vain.
  private var end = 0
  private var isAtEnd = false

  init(_ source: any ByteSource) {
    self.source = source
  }

  /// Whether the next line is here already, so that reading it waits for nobody.
  mutating func hasLine() -> Bool { isAtEnd || findEnd() }

  /// Gives the source back what was read and not used.
  func giveBack() {
    if start < buffer.count { source.giveBack(buffer.count - start) }
  }

  /// The next line without its newline; nil at the end.
  ///
  /// A last line may lack its newline.
  mutating func next() -> ArraySlice<UInt8>? {
    while !findEnd() {
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return buffer[start...]
      }
      readOn()
    }
    defer {
      start = end + 1
      end = start
    }
    return buffer[start..<end]
  }

  /// Looks for the end of the next line where it was not looked for yet; whether it is there.
  private mutating func findEnd() -> Bool {
    end = Self.indexOfNewline(in: buffer.span, from: end)
    return end < buffer.count
  }

  private static func indexOfNewline(in bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
    return index
  }

  private mutating func readOn() {
    // A failure to read is the end, as it is for 1.31.
    let more = (try? source.read()) ?? []
    isAtEnd = more.isEmpty
    let rest = buffer[start...]
    buffer = [UInt8](unsafeUninitializedCapacity: rest.count + more.count) { bytes, count in
      // In one go each: Embedded Swift would append them byte by byte.
      let room = UnsafeMutableRawBufferPointer(bytes)
      rest.withUnsafeBytes { room.copyMemory(from: $0) }
      more.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: room[rest.count...]).copyMemory(from: $0)
      }
      count = rest.count + more.count
    }
    end -= start
    start = 0
  }
}
