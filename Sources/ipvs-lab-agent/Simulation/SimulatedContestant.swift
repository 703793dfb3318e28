internal import IPVS
internal import IPVSCommandLine
internal import IPVSProgram
internal import IPVSSimulator

/// Our command line in this process, on a simulated director: the third contestant.
///
/// It knows the interfaces and addresses that `Namespace` lays out, and looks names up in the
/// fixed files that the programs see.
struct SimulatedContestant {
  private let director: SimulatedDirector
  private let resolver: any NameResolver

  /// A contestant with an empty table.
  init() throws(AgentError) {
    director = SimulatedDirector(
      profile: .uml6_1_176, interfaces: ["lo": 65536, "dm0": 1500, "eth0": 1500],
      broadcasts: [IPv4Address(192, 0, 2, 255)])
    // The files are those of FixedNames, and their nsswitch.conf names nothing else.
    resolver = SystemResolver { _ in }
    do throws(DataPlaneError) {
      try director.prepare(
        Network(virtual: [
          .v4(IPv4Address(192, 0, 2, 10)),
          .v6(IPv6Address(high: 0x2001_0db8_ffff_0000, low: 0x10)),
        ]))
    } catch {
      throw .failed("cannot prepare the simulation: \(error)")
    }
  }

  /// Goes through the steps of a case and compares each with what the reference did.
  ///
  /// - Parameter trace: the steps that the reference went through; none without modules.
  static func mismatch(
    _ unit: OracleCase, _ trace: [TracedStep], _ tally: inout SimulationTally
  ) throws(AgentError) -> Mismatch? {
    let contestant = try SimulatedContestant()
    var isBehindPacket = false
    var isCounted = false
    for step in trace {
      switch step {
      case .sysctl(let name, let value): try contestant.set(name, to: value)
      case .send: isBehindPacket = true
      // Without connections nothing here depends on the time.
      case .wait: break
      case .run(let record):
        let treatment = SimulationScope.treatment(
          of: record.invocation, in: unit.modules, isBehindPacket: isBehindPacket)
        tally.count(treatment)
        if case .leftOut = treatment { continue }
        if !isCounted { tally.countCase() }
        isCounted = true
        if let mismatch = try contestant.mismatch(record, treatment) { return mismatch }
      }
    }
    return nil
  }

  private func mismatch(
    _ record: Record, _ treatment: SimulationScope.Treatment
  ) throws(AgentError) -> Mismatch? {
    let outcome = run(record.invocation)
    var kinds: [Mismatch.Kind] = []
    if case .compared = treatment {
      kinds += record.invocation.differences(
        reference: record.outcome, candidate: outcome, ignoring: ServiceOrder.withoutOrder(output:))
    }
    if let snapshot = record.snapshot {
      let expected = ServiceOrder.withoutOrder(snapshot: snapshot)
      let found = ServiceOrder.withoutOrder(snapshot: try Snapshot(of: director))
      if expected != found { kinds.append(.table(reference: expected, candidate: found)) }
    }
    return kinds.isEmpty
      ? nil : Mismatch(record.invocation, kinds, of: "our command line on the simulation")
  }

  private func set(_ name: SysctlName, to value: String) throws(AgentError) {
    do throws(DirectorError) {
      try director.setSysctl(name, to: value)
    } catch {
      throw .failed("cannot set \(name.rawValue) on the simulation: \(error)")
    }
  }

  private func run(_ invocation: Invocation) -> Child.Outcome {
    let output = Sink(blockSize: 4096)
    let errors = invocation.output == .merged ? output : Sink(blockSize: 1)
    let director = director
    let exitCode = Program.run(
      Surroundings(
        words: ([invocation.argumentZero] + invocation.arguments).map { ByteString($0) },
        endsOptionsAtFirstWord: invocation.environment.contains {
          $0.starts(with: "POSIXLY_CORRECT=".utf8) || $0.starts(with: "POSIX_ME_HARDER=".utf8)
        },
        standardInput: Source(invocation.input), standardOutput: output, standardError: errors,
        resolver: resolver,
        openDirector: { () throws(DirectorError) -> OpenedDirector in
          OpenedDirector(director)
        }))
    return Child.Outcome(
      output: output.bytes, error: errors === output ? [] : errors.bytes,
      ending: .exited(exitCode & 0xff))
  }

  /// Memory that is written to, in the blocks of a file.
  private final class Sink: ByteSink {
    let blockSize: Int
    private(set) var bytes: [UInt8] = []

    init(blockSize: Int) {
      self.blockSize = blockSize
    }

    func write(_ bytes: Span<UInt8>) throws(Errno) {
      bytes.withUnsafeBufferPointer { self.bytes += $0 }
    }
  }

  /// Memory that is read, in the blocks of a file.
  private final class Source: ByteSource {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
    }

    func read() throws(Errno) -> [UInt8] {
      let block = bytes[place...].prefix(4096)
      place += block.count
      return Array(block)
    }

    func giveBack(_ count: Int) {
      place -= count
    }
  }
}
