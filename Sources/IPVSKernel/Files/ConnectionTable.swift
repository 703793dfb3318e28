import CSystem
import IPVS

/// The connection table as a stream of rows, read in constant memory.
struct ConnectionTable {
  /// The longest row that is believed, in bytes with its newline.
  static let longestRow = 64 * 1024

  private var buffer = [UInt8](repeating: 0, count: ConnectionTable.longestRow)
  private var parser = ConnectionRowParser()
  private var hasTitle = false

  /// Hands out the entries of a file.
  ///
  /// Throws `transport` with the error number where it cannot be opened or read.
  static func forEachEntry(
    ofFile path: String, _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError) {
    do throws(Errno) {
      let file = try File(path, O_RDONLY)
      var table = ConnectionTable()
      try table.forEachEntry(body) { (buffer, offset) throws(Errno) in
        try file.read(into: &buffer, from: offset)
      }
    } catch .badMessage {
      throw .malformedAnswer
    } catch .noData {
      throw DirectorError(.endedListing, .noData)
    } catch {
      throw DirectorError(.transport, error)
    }
  }

  /// Reads a file whole, which `forEachEntry(in:)` takes apart later.
  ///
  /// - Parameter buffer: where to; it grows where that is needed, and one that is large enough makes
  ///   reading fast.
  /// - Returns: how many bytes were read.
  static func read(
    file path: String, into buffer: inout [UInt8]
  ) throws(DirectorError) -> Int {
    do throws(Errno) {
      let file = try File(path, O_RDONLY)
      var filled = 0
      while true {
        if buffer.count - filled < longestRow {
          buffer += [UInt8](repeating: 0, count: max(longestRow, buffer.count))
        }
        let count = try file.read(into: &buffer, from: filled)
        guard count > 0 else { return filled }
        filled += count
      }
    } catch {
      throw DirectorError(.transport, error)
    }
  }

  /// Hands out the entries in the bytes of such a file.
  static func forEachEntry(
    in bytes: [UInt8], _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError) {
    var table = ConnectionTable()
    var rest = bytes[...]
    do throws(Errno) {
      try table.forEachEntry(body) { (buffer, offset) throws(Errno) in
        let piece = rest.prefix(buffer.count - offset)
        buffer.replaceSubrange(offset..<(offset + piece.count), with: piece)
        rest = rest.dropFirst(piece.count)
        return piece.count
      }
    } catch .noData {
      throw DirectorError(.endedListing, .noData)
    } catch {
      throw .malformedAnswer
    }
  }

  /// Hands out the entries in what a closure reads piece by piece.
  ///
  /// The first row is a title and is passed over. A row that is none ends it with `EBADMSG`, a blank
  /// one with `ENODATA`; the entries before it have been handed out. A table without even a title
  /// is `EBADMSG` too.
  ///
  /// - Parameter read: puts the next bytes into the buffer from an offset on, and tells how many; 0
  ///   is the end.
  mutating func forEachEntry(
    _ body: (ConnectionEntry) -> Continuation,
    read: (_ buffer: inout [UInt8], _ offset: Int) throws(Errno) -> Int
  ) throws(Errno) {
    var filled = 0
    while true {
      guard filled < buffer.count else { throw .badMessage }
      let count = try read(&buffer, filled)
      guard count > 0 else { break }
      let end = filled + min(count, buffer.count - filled)
      var start = 0
      while let newline = buffer.firstNewline(in: max(start, filled)..<end) {
        guard try handOut(start..<newline, body) == .more else { return }
        start = newline + 1
      }
      filled = end - start
      buffer.withUnsafeMutableBytes { buffer in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
      }
    }
    // A last row that lacks its newline.
    if filled > 0 { _ = try handOut(0..<filled, body) }
    guard hasTitle else { throw .badMessage }
  }

  private mutating func handOut(
    _ row: Range<Int>, _ body: (ConnectionEntry) -> Continuation
  ) throws(Errno) -> Continuation {
    guard hasTitle else {
      hasTitle = true
      return .more
    }
    let bytes = buffer
    if let entry = parser.parse(bytes.span.extracting(row)) { return body(entry) }
    throw bytes[row].allSatisfy({ $0.isASCIIBlank }) ? .noData : .badMessage
  }
}

extension [UInt8] {
  /// Where the first newline in a range is.
  fileprivate func firstNewline(in range: Range<Int>) -> Int? {
    withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress,
        let found = memchr(base + range.lowerBound, 0x0a, range.count)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }
}
