import IPVS
import IPVSCommandLine

/// Runs `ipvsadm` with buffers for all that it reads and prints, and no names.
enum CommandShell {
  /// Runs one command line on a director.
  static func run(_ command: CommandLine, on director: any Director) -> OperatorCommand.Outcome {
    let output = Buffer(blockSize: 4096)
    let errors = Buffer(blockSize: 1)
    let exitCode = Program.run(
      Surroundings(
        words: command.words, standardInput: Input(command.input), standardOutput: output,
        standardError: errors, resolver: NumericResolver(),
        openDirector: { () throws(DirectorError) -> OpenedDirector in
          OpenedDirector(director)
        }))
    return OperatorCommand.Outcome(output: output.bytes, errors: errors.bytes, exitCode: exitCode)
  }

  private final class Buffer: ByteSink {
    let blockSize: Int
    private(set) var bytes: [UInt8] = []

    init(blockSize: Int) {
      self.blockSize = blockSize
    }

    func write(_ bytes: Span<UInt8>) throws(Errno) {
      bytes.withUnsafeBufferPointer { self.bytes += $0 }
    }
  }

  private final class Input: ByteSource {
    private var rest: [UInt8]

    init(_ bytes: [UInt8]) {
      rest = bytes
    }

    func read() throws(Errno) -> [UInt8] {
      defer { rest = [] }
      return rest
    }
  }
}
