internal import IPVS
internal import IPVSCommandLine
public import IPVSOperations
public import IPVSScenario

extension OperatorProgram {
  /// Understands lines of a scenario that begin with `ipvs`.
  ///
  /// - Parameter facts: what there is to know of the kernel that the scenario runs on.
  public static func preparation(facts: KernelFacts) -> OperatorCommand.Preparation {
    { words, input in
      let program = OperatorProgram(words: words)
      return OperatorCommand { director in
        let output = Buffer()
        let errors = Buffer()
        var surroundings = VerbSurroundings(
          output: output, errors: errors, facts: facts,
          openDirector: { (request) throws(VerbFailure) in
            guard request.networkNamespace == nil else {
              throw VerbFailure(.usage, "a scenario has no network namespaces by name")
            }
            return VerbDirector(director)
          })
        surroundings.readFile = { (name) throws(Errno) in
          guard name == "-" else { throw .noSuchFileOrDirectory }
          return input
        }
        let exitCode = program.run(in: surroundings)
        return OperatorCommand.Outcome(
          output: output.bytes, errors: errors.bytes, exitCode: exitCode)
      }
    }
  }

  private final class Buffer: ByteSink {
    let blockSize = 1
    private(set) var bytes: [UInt8] = []

    func write(_ bytes: Span<UInt8>) throws(Errno) {
      bytes.withUnsafeBufferPointer { self.bytes += $0 }
    }
  }
}
