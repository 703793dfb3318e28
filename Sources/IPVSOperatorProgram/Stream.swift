internal import Glibc
internal import IPVS
internal import IPVSCommandLine

/// Bytes to a file descriptor, at once.
final class DescriptorSink: ByteSink {
  let blockSize = 1
  private let descriptor: Int32

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  func write(_ bytes: Span<UInt8>) throws(Errno) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.extracting(droppingFirst: count)
      } else if errno != EINTR {
        throw .last
      }
    }
  }
}

/// Files as bytes.
enum WholeFile {
  /// Everything in a file; `-` is standard input.
  static func read(_ path: String) throws(Errno) -> [UInt8] {
    if path == "-" { return try readAll(STDIN_FILENO) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    return try readAll(descriptor)
  }

  private static func readAll(_ descriptor: Int32) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        guard errno == EINTR else { throw .last }
        continue
      }
      bytes += buffer[..<count]
    }
  }
}

extension Errno {
  /// The number of the last system call that failed.
  static var last: Errno { Errno(rawValue: errno) }
}
