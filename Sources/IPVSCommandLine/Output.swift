import IPVS

/// Standard output and standard error of one run.
///
/// Output is held back as C's standard output holds it back, so that output and messages that go
/// to the same place arrive in the order in which 1.31's do, with fewer system calls.
final class Output {
  private let standardOutput: any ByteSink
  private let standardError: any ByteSink
  private var pending: [UInt8] = []
  /// How many bytes were put in so far; decides where blocks end.
  private var total = 0
  /// The first failure to write to standard output.
  private(set) var failure: Errno?

  private static let mostPending = 64 * 1024

  init(standardOutput: any ByteSink, standardError: any ByteSink) {
    self.standardOutput = standardOutput
    self.standardError = standardError
  }

  /// Prints bytes.
  func print(_ bytes: [UInt8]) {
    pending += bytes
    total += bytes.count
    if pending.count >= Self.mostPending { writeBlocks() }
  }

  /// Prints the rows of a listing that is built in one buffer, and empties the buffer.
  func print(emptying bytes: inout [UInt8]) {
    print(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Prints a message on standard error, behind the output that would be out by now.
  func complain(_ message: ByteString) {
    writeBlocks()
    // Nobody is left to be told when standard error fails.
    try? standardError.write(message.bytes[...])
  }

  /// Writes whole blocks only; the rest waits for more or for the end.
  func writeBlocks() {
    let size = standardOutput.blockSize
    // A full block waits for the next byte, as it does in C.
    let rest = size <= 1 || total == 0 ? 0 : (total - 1) % size + 1
    write(pending.count - min(rest, pending.count))
  }

  /// Writes everything.
  func finish() {
    write(pending.count)
  }

  private func write(_ count: Int) {
    guard count > 0 else { return }
    defer { pending.removeFirst(count) }
    guard failure == nil else { return }
    do throws(Errno) {
      try standardOutput.write(pending[..<count])
    } catch {
      failure = error
    }
  }
}
