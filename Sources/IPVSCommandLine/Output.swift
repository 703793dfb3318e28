import IPVS

/// Standard output and standard error of one run.
///
/// Output is held back as C's standard output holds it back, so that output and messages that go
/// to the same place arrive in the order in which 1.31's do, with fewer system calls.
final class Output {
  private let standardOutput: any ByteSink
  private let standardError: any ByteSink
  /// What was printed and not written yet; listings are made here.
  @exclusivity(unchecked)
  var text = TextBuffer(capacity: Output.mostPending + 4096)
  /// How many bytes were written so far.
  private var written = 0
  /// The first failure to write to standard output.
  private(set) var failure: Errno?

  private static let mostPending = 32 * 1024

  init(standardOutput: any ByteSink, standardError: any ByteSink) {
    self.standardOutput = standardOutput
    self.standardError = standardError
  }

  /// Writes blocks where enough has come together.
  func writeWhenFull() {
    if text.count >= Self.mostPending { writeBlocks() }
  }

  /// Prints a message on standard error, behind the output that would be out by now.
  func complain(_ message: ByteString) {
    writeBlocks()
    // Nobody is left to be told when standard error fails.
    try? standardError.write(message.bytes.span)
  }

  /// Writes whole blocks only; the rest waits for more or for the end.
  func writeBlocks() {
    let size = standardOutput.blockSize
    let total = written + text.count
    // A full block waits for the next byte, as it does in C.
    let rest = size <= 1 || total == 0 ? 0 : (total - 1) % size + 1
    write(text.count - min(rest, text.count))
  }

  /// Writes everything.
  func finish() {
    write(text.count)
  }

  private func write(_ count: Int) {
    guard count > 0 else { return }
    if failure == nil {
      do throws(Errno) {
        try text.withBytes { bytes throws(Errno) in
          try standardOutput.write(bytes.extracting(first: count))
        }
      } catch {
        failure = error
      }
    }
    written += count
    text.removeFirst(count)
  }
}
