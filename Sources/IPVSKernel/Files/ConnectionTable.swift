import CSystem
import IPVS

/// The connection table as a stream of rows, read in constant memory.
struct ConnectionTable {
  private var reader = RowReader()
  private var parser = ConnectionRowParser()

  /// Hands out the entries of a file.
  ///
  /// Throws `transport` with the error number where it cannot be opened or read.
  static func forEachEntry(
    ofFile path: String, _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError) {
    do throws(Errno) {
      let file = try File(path, O_RDONLY)
      var table = ConnectionTable()
      try table.forEachEntry(body) { (room) throws(Errno) in try file.read(into: room) }
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
        if buffer.count - filled < RowReader.longestRow {
          buffer += [UInt8](repeating: 0, count: max(RowReader.longestRow, buffer.count))
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
      try table.forEachEntry(body) { room in
        let piece = rest.prefix(room.count)
        room.copyBytes(from: piece)
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
  /// - Parameter read: writes the next bytes to where it is told, and tells how many; 0 is the end.
  mutating func forEachEntry(
    _ body: (ConnectionEntry) -> Continuation,
    read: (UnsafeMutableRawBufferPointer) throws(Errno) -> Int
  ) throws(Errno) {
    var hasTitle = false
    try reader.forEachRow(read: read) { (row) throws(Errno) in
      guard hasTitle else {
        hasTitle = true
        return .more
      }
      if parser.read(row) { return parser.withEntry(body) }
      throw row.allSatisfy { $0.isASCIIBlank } ? .noData : .badMessage
    }
    guard hasTitle else { throw .badMessage }
  }
}
