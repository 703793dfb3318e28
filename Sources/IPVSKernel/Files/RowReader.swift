import CSystem
import IPVS

/// Cuts what a file of /proc gives, piece by piece, into rows, in constant memory.
struct RowReader {
  /// The longest row that is believed, in bytes with its newline.
  static let longestRow = 64 * 1024

  /// Twice what the kernel gives at a time, which is a page; there is more only for longer rows.
  private static let usualRoom = 8 * 1024

  private var buffer = [UInt8](repeating: 0, count: RowReader.usualRoom)

  /// Hands out the rows one by one, without their newlines.
  ///
  /// A last row may lack its newline. Throws `EBADMSG` where a row is longer than is believed.
  ///
  /// - Parameters:
  ///   - read: writes the next bytes to where it is told, and tells how many; 0 is the end.
  ///   - body: gets each row; what it returns says whether to go on.
  mutating func forEachRow(
    read: (UnsafeMutableRawBufferPointer) throws(Errno) -> Int,
    _ body: (UnsafeBufferPointer<UInt8>) throws(Errno) -> Continuation
  ) throws(Errno) {
    // How many bytes of a row are there that has not ended yet.
    var kept = 0
    while true {
      if buffer.count - kept < RowReader.usualRoom / 2, buffer.count < RowReader.longestRow {
        buffer.append(contentsOf: repeatElement(0, count: buffer.count))
      }
      guard kept < buffer.count else { throw .badMessage }
      let rest = try buffer.withUnsafeMutableBufferPointer { (buffer) throws(Errno) -> Int? in
        let room = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[kept...])
        let end = kept + min(max(0, try read(room)), room.count)
        let bytes = UnsafeBufferPointer(buffer)
        guard end > kept else {
          if kept > 0 { _ = try body(UnsafeBufferPointer(rebasing: bytes[..<kept])) }
          return nil
        }
        var start = 0
        while let newline = bytes.newline(in: max(start, kept)..<end) {
          let row = UnsafeBufferPointer(rebasing: bytes[start..<newline])
          guard try body(row) == .more else { return nil }
          start = newline + 1
        }
        if start > 0, start < end { buffer.moveToFront(start..<end) }
        return end - start
      }
      guard let rest else { return }
      kept = rest
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Where the first newline in a range is.
  fileprivate func newline(in range: Range<Int>) -> Int? {
    guard let baseAddress, let found = memchr(baseAddress + range.lowerBound, 0x0a, range.count)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(baseAddress)
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  /// Moves the bytes of a range to the beginning.
  fileprivate func moveToFront(_ range: Range<Int>) {
    UnsafeMutableRawBufferPointer(self).copyMemory(
      from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(self)[range]))
  }
}
