internal import Glibc
internal import IPVS
internal import IPVSCommandLine

/// Bytes from a file descriptor.
final class FileSource: ByteSource {
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  func read() throws(Errno) -> [UInt8] {
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 { return Array(buffer[..<count]) }
      guard errno == EINTR else { throw Errno(rawValue: errno) }
    }
  }
}

/// Bytes to a file descriptor.
final class FileSink: ByteSink {
  private let descriptor: Int32
  private let isBuffered: Bool

  /// - Parameter isBuffered: whether C would hold back what is written here.
  init(_ descriptor: Int32, isBuffered: Bool) {
    self.descriptor = descriptor
    self.isBuffered = isBuffered
  }

  /// C's blocks are the file's; a terminal gets its lines at once.
  lazy var blockSize: Int = {
    var status = stat()
    guard isBuffered, fstat(descriptor, &status) == 0, isatty(descriptor) == 0 else { return 1 }
    return max(Int(status.st_blksize), 1)
  }()

  func write(_ bytes: ArraySlice<UInt8>) throws(Errno) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw Errno(rawValue: errno)
      }
    }
  }
}
