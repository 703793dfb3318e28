public import IPVS

/// A line of a scenario that runs `ipvs`, its words understood already: it is given the director when its
/// slot comes, and prints.
public struct OperatorCommand {
  /// Understands the words behind `ipvs`; the input is what stands below the line as standard input.
  ///
  /// It is called before the first slot: to understand takes time that a kernel's clock does not wait
  /// for.
  public typealias Preparation = (_ words: [String], _ input: [UInt8]) -> OperatorCommand

  let run: (any Director) -> Outcome

  /// A command that does this with its director.
  public init(_ run: @escaping (any Director) -> Outcome) {
    self.run = run
  }

  /// What a run printed, and how it ended.
  public struct Outcome: Sendable {
    /// What went to standard output.
    public var output: [UInt8]
    /// What went to standard error.
    public var errors: [UInt8]
    /// The exit status.
    public var exitCode: Int32

    /// A run that printed so much and ended so.
    public init(output: [UInt8], errors: [UInt8], exitCode: Int32) {
      self.output = output
      self.errors = errors
      self.exitCode = exitCode
    }
  }
}
