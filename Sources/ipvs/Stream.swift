import Glibc

/// Files and streams as bytes.
enum Stream: Int32 {
  case input = 0
  case output = 1
  case errors = 2

  /// Why a file could not be read.
  struct Failure: Error {
    /// The sentence for the error number.
    let message: String

    init(errorNumber: Int32) {
      message = String(cString: strerror(errorNumber))
    }
  }

  /// Everything in a file; `-` is standard input.
  static func read(path: String) throws(Failure) -> [UInt8] {
    if path == "-" { return try readAll(Stream.input.rawValue) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(errorNumber: errno) }
    defer { close(descriptor) }
    return try readAll(descriptor)
  }

  private static func readAll(_ descriptor: Int32) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        guard errno == EINTR else { throw Failure(errorNumber: errno) }
        continue
      }
      bytes += buffer[..<count]
    }
  }

  /// Writes all bytes.
  ///
  /// - Returns: whether they could be written.
  @discardableResult
  static func write(_ bytes: [UInt8], to stream: Stream) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(stream.rawValue, $0.baseAddress, $0.count) }
      if count < 0 {
        guard errno == EINTR else { return false }
        continue
      }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
