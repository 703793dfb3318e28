internal import IPVS
internal import IPVSCommandLine

extension VerbSurroundings {
  /// Prints bytes.
  func print(_ bytes: [UInt8]) throws(VerbFailure) {
    do throws(Errno) {
      try output.write(bytes.span)
    } catch {
      throw VerbFailure(.failure, "cannot write the output: \(error)")
    }
  }

  /// Prints lines.
  func print(_ lines: [String]) throws(VerbFailure) {
    guard !lines.isEmpty else { return }
    try print(Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  /// Says something on standard error; nobody is left to be told where that fails.
  func complain(_ message: String) {
    try? errors.write(Array("ipvs: \(message)\n".utf8).span)
  }
}
