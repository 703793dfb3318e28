package import IPVS
import IPVSCommandLine

/// What a program printed, and how it ended.
package struct Outcome: Equatable {
  package var output: String
  package var errors: String
  package var exitCode: Int32

  package init(output: String, errors: String, exitCode: Int32) {
    self.output = output
    self.errors = errors
    self.exitCode = exitCode
  }

  /// Nothing printed, exit code 0.
  package static let silent = Outcome(output: "", errors: "", exitCode: 0)

  /// A message and an exit code, nothing on standard output.
  package static func refusal(_ message: String, _ exitCode: Int32) -> Outcome {
    Outcome(output: "", errors: message + "\n", exitCode: exitCode)
  }
}

/// Calls the command line as a shell would, on a director of the test's.
package final class Shell {
  package let director = TableDirector()
  package let resolver = TestResolver()
  package var endsOptionsAtFirstWord = false
  /// Whether there is a director at all; nil is a working one.
  package var initializationError: DirectorError?
  package private(set) var openings = 0
  package let output = TestSink(blockSize: 4096)
  package let errors = TestSink(blockSize: 1)
  /// Everything written to either, in the order of writing.
  package private(set) var merged: [UInt8] = []

  package init() {
    output.also = { [unowned self] in merged += $0 }
    errors.also = { [unowned self] in merged += $0 }
  }

  /// Runs `ipvsadm` with words that blanks separate.
  @discardableResult
  package func run(_ line: String, input: String = "", as program: String = "ipvsadm") -> Outcome {
    run(words: line.split(separator: " ").map { ByteString(String($0)) }, input: input, as: program)
  }

  /// Runs a program with exactly these words.
  @discardableResult
  package func run(words: [ByteString], input: String = "", as program: String = "ipvsadm")
    -> Outcome
  {
    run(words: words, source: TestSource([Array(input.utf8)]), as: program)
  }

  /// Runs a program with exactly these words and this input.
  package func run(words: [ByteString], source: TestSource, as program: String) -> Outcome {
    output.bytes = []
    errors.bytes = []
    merged = []
    let exitCode = Program.run(
      Surroundings(
        words: [ByteString(program)] + words, endsOptionsAtFirstWord: endsOptionsAtFirstWord,
        standardInput: source, standardOutput: output,
        standardError: errors, resolver: resolver,
        openDirector: { [self] () throws(DirectorError) -> OpenedDirector in
          openings += 1
          if let initializationError { throw initializationError }
          return OpenedDirector(director)
        }))
    return Outcome(
      output: String(decoding: output.bytes, as: UTF8.self),
      errors: String(decoding: errors.bytes, as: UTF8.self), exitCode: exitCode)
  }
}

/// Input in pieces, as a pipe gives it.
package final class TestSource: ByteSource {
  private var pieces: [[UInt8]]
  /// With what reading fails behind the last piece; nil is the end.
  package var failure: Errno?
  /// Called before each piece is handed out.
  package var beforeRead: () -> Void = {}

  package init(_ pieces: [[UInt8]]) {
    self.pieces = pieces
  }

  package func read() throws(Errno) -> [UInt8] {
    beforeRead()
    if pieces.isEmpty, let failure { throw failure }
    return pieces.isEmpty ? [] : pieces.removeFirst()
  }

  /// How many bytes were given back.
  package private(set) var givenBack = 0

  package func giveBack(_ count: Int) { givenBack += count }
}

/// Collects what is written.
package final class TestSink: ByteSink {
  package let blockSize: Int
  package var bytes: [UInt8] = []
  package var failure: Errno?
  package var also: (ArraySlice<UInt8>) -> Void = { _ in }

  package init(blockSize: Int) {
    self.blockSize = blockSize
  }

  package func write(_ bytes: Span<UInt8>) throws(Errno) {
    if let failure { throw failure }
    let start = self.bytes.count
    bytes.withUnsafeBufferPointer { self.bytes += $0 }
    also(self.bytes[start...])
  }
}

/// A few names.
package final class TestResolver: NameResolver {
  package init() {}

  package var hosts: [ByteString: IPAddress] = [
    "vip": .v4(IPv4Address(10, 0, 0, 1)),
    "vip6": .v6(IPv6Address(high: 0x2001_0db8_0000_0000, low: 1)),
    "a-very-long-host-name-for-trying-the-width-of-the-columns.example":
      .v4(IPv4Address(10, 0, 0, 2)),
  ]
  private let services: [(name: ByteString, port: UInt16, transport: TransportProtocol)] = [
    ("http", 80, .tcp), ("domain", 53, .tcp), ("domain", 53, .udp), ("tftp", 69, .udp),
  ]

  /// Whether a host is known once and then no more, as with a name server that goes away.
  package var forgetsAfterFirstAnswer = false

  package func address(ofHost name: ByteString) -> IPv4Address? {
    guard case .v4(let address) = hosts[name] else { return nil }
    if forgetsAfterFirstAnswer { hosts[name] = nil }
    return address
  }

  package func hostName(of address: IPAddress) -> ByteString? {
    hosts.first { $0.value == address }?.key
  }

  package func port(ofService name: ByteString, _ transport: TransportProtocol) -> UInt16? {
    services.first { $0.name == name && $0.transport == transport }?.port
  }

  package func serviceName(ofPort port: UInt16, _ transport: TransportProtocol) -> ByteString? {
    services.first { $0.port == port && $0.transport == transport }?.name
  }
}
