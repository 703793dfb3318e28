import IPVS
import IPVSCommandLine
import IPVSOperations
import IPVSSimulator
import IPVSVerbs

/// Runs `ipvs` and `ipvsadm` on directors of choice, with buffers for all that they print.
struct VerbShell {
  var director: any Director
  /// Whether it is taken for one that tells what is in files only.
  var tellsFilesOnly = false
  /// Changes what is around the verb.
  var surround: (inout VerbSurroundings) -> Void = { _ in }

  /// What a run printed, and how it ended.
  struct Outcome: Equatable {
    var output: String
    var errors: String
    var status: Int32
  }

  /// An empty simulated director.
  init(_ director: any Director = SimulatedDirector()) {
    self.director = director
  }

  /// Runs `ipvs`.
  func ipvs(_ words: String...) -> Outcome { ipvs(words) }

  /// Runs `ipvs`.
  func ipvs(_ words: [String]) -> Outcome {
    let output = Buffer()
    let errors = Buffer()
    var surroundings = VerbSurroundings(
      output: output, errors: errors,
      facts: KernelFacts(level: .v6_1, ticksPerSecond: 250),
      openDirector: { (_) throws(VerbFailure) in
        VerbDirector(director, tellsFilesOnly: tellsFilesOnly)
      })
    surround(&surroundings)
    let status = OperatorProgram(words: words).run(in: surroundings)
    return Outcome(output: output.text, errors: errors.text, status: status)
  }

  /// Runs lines of rules as `ipvsadm -R` does; false where one was refused.
  @discardableResult
  func restore(_ lines: String) -> Bool {
    let errors = Buffer()
    let status = Program.run(
      Surroundings(
        words: ["ipvsadm", "-R"], standardInput: Input(Array((lines + "\n").utf8)),
        standardOutput: Buffer(), standardError: errors, resolver: NumericResolver(),
        openDirector: { () throws(DirectorError) in OpenedDirector(director) }))
    return status == 0 && errors.text.isEmpty
  }

  /// Lets a client send a SYN; what became of it.
  @discardableResult
  func syn(_ client: Endpoint, _ virtual: Endpoint) -> Verdict? {
    guard let simulated = director as? SimulatedDirector else { return nil }
    return try? simulated.send(
      Packet(transport: .tcp, source: client, destination: virtual, flags: .syn))
  }

  private final class Buffer: ByteSink {
    let blockSize = 1
    private var bytes: [UInt8] = []
    var text: String { String(decoding: bytes, as: UTF8.self) }

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

extension Endpoint {
  /// An IPv4 endpoint.
  static func v4(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8, _ port: UInt16)
    -> Endpoint
  {
    Endpoint(.v4(IPv4Address(first, second, third, fourth)), port: port)
  }
}
