import CSystem
import IPVS

/// An open file, closed with its owner and on exec.
struct File: ~Copyable {
  private let descriptor: Int32

  /// Opens a file for reading (`O_RDONLY`) or writing (`O_WRONLY`).
  init(_ path: String, _ access: Int32) throws(Errno) {
    descriptor = Int32(try File.retrying { Int(system_open(path, access | O_CLOEXEC)) })
  }

  deinit {
    close(descriptor)
  }

  /// Reads what there is into the buffer from an offset on, at most up to the buffer's end.
  ///
  /// - Returns: how many bytes were read; 0 is the end of the file.
  func read(into buffer: inout [UInt8], from offset: Int) throws(Errno) -> Int {
    try buffer.withUnsafeMutableBufferPointer { (buffer) throws(Errno) in
      let room = UnsafeMutableBufferPointer(rebasing: buffer.dropFirst(offset))
      return try read(into: UnsafeMutableRawBufferPointer(room))
    }
  }

  /// Reads what there is, at most as much as there is room for.
  ///
  /// - Returns: how many bytes were read; 0 is the end of the file.
  func read(into room: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    try File.retrying { CSystem.read(descriptor, room.baseAddress, room.count) }
  }

  /// Goes back to the beginning.
  func rewind() throws(Errno) {
    _ = try File.retrying { lseek(descriptor, 0, SEEK_SET) }
  }

  /// Writes all bytes in one call, as the kernel's settings want it.
  func write(_ bytes: [UInt8]) throws(Errno) {
    let count = try File.retrying {
      bytes.withUnsafeBytes { CSystem.write(descriptor, $0.baseAddress, $0.count) }
    }
    guard count == bytes.count else { throw .ioError }
  }

  /// Makes a system call again as long as a signal interrupts it.
  static func retrying(_ call: () -> Int) throws(Errno) -> Int {
    while true {
      let result = call()
      if result >= 0 { return result }
      let error = Errno.last
      guard error == .interrupted else { throw error }
    }
  }
}
