internal import CSystem
internal import IPVS
internal import IPVSCommandLine
internal import IPVSKernel

/// Bytes from a file descriptor.
final class FileSource: ByteSource {
  private let descriptor: Int32
  /// As much as C would read at a time: what is behind that is left to whoever reads next.
  private lazy var blockSize = standardBlockSize(descriptor)

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  func giveBack(_ count: Int) {
    // A pipe takes nothing back, and C says nothing of it either.
    lseek(descriptor, -count, SEEK_CUR)
  }

  func read() throws(Errno) -> [UInt8] {
    while true {
      var failure: Errno?
      let blockSize = blockSize
      let bytes = [UInt8](unsafeUninitializedCapacity: blockSize) { buffer, size in
        let count = CSystem.read(descriptor, buffer.baseAddress, blockSize)
        if count < 0 { failure = .last }
        size = max(count, 0)
      }
      guard let failure else { return bytes }
      guard failure == .interrupted else { throw failure }
    }
  }
}

/// How many bytes C reads or writes at a time: the file's block, but 8192 at most.
private func standardBlockSize(_ descriptor: Int32) -> Int {
  var status = stat()
  let most = 8192
  guard fstat(descriptor, &status) == 0 else { return most }
  let size = Int(status.st_blksize)
  return (1..<most).contains(size) ? size : most
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
    guard isBuffered, isatty(descriptor) == 0 else { return 1 }
    return standardBlockSize(descriptor)
  }()

  func write(_ bytes: Span<UInt8>) throws(Errno) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { CSystem.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.extracting(droppingFirst: count)
      } else if Errno.last != .interrupted {
        throw .last
      }
    }
  }
}
