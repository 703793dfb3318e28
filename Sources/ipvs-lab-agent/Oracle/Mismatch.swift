/// How the two programs did not agree, or why nobody can tell.
struct Mismatch {
  /// The command; nil where it is the case as a whole.
  let invocation: Invocation?
  /// What differs.
  let kinds: [Kind]
  /// Who differs from the reference.
  let contestant: String

  enum Kind {
    /// A stream.
    case text(stream: String, reference: [UInt8], candidate: [UInt8])
    /// How the programs ended.
    case ending(reference: Child.Ending, candidate: Child.Ending)
    /// The kernel's table behind the command.
    case table(reference: Snapshot, candidate: Snapshot)
    /// Something that makes a comparison impossible.
    case unusable(String)
  }

  init(_ invocation: Invocation?, _ kinds: [Kind], of contestant: String = "the candidate") {
    self.invocation = invocation
    self.kinds = kinds
    self.contestant = contestant
  }
}

extension Invocation {
  /// What the candidate must have done, where the reference did this.
  func expectation(reference: Child.Outcome, candidate: Child.Outcome) -> Child.Outcome {
    var reference = reference
    if isNormalized { reference.output = Normalization.reference(reference.output) }
    guard let difference else { return reference }
    var expected = reference
    switch difference.reason {
    // The wording is the candidate's own affair.
    case .help: expected.output = candidate.output
    case .number: break
    }
    expected.output = difference.output ?? expected.output
    expected.error = difference.error ?? expected.error
    if let status = difference.exitStatus { expected.ending = .exited(status) }
    return expected
  }

  /// Compares what the two programs did; nothing where they agree.
  ///
  /// - Parameter ignoring: takes out of standard output what does not count.
  func differences(
    reference: Child.Outcome, candidate: Child.Outcome,
    ignoring: ([UInt8]) -> [UInt8] = { $0 }
  ) -> [Mismatch.Kind] {
    for (name, outcome) in [("reference", reference), ("candidate", candidate)]
    where outcome.ending == .outOfTime {
      return [.unusable("the \(name) was killed after \(Child.limit) seconds")]
    }
    var candidate = candidate
    if isNormalized { candidate.output = Normalization.candidate(candidate.output) }
    let expected = expectation(reference: reference, candidate: candidate)
    switch difference?.reason {
    case nil: break
    case .help:
      if candidate.output.isEmpty { return [.unusable("the candidate prints no help")] }
    case .number(let number):
      if difference?.instead == nil, expected == reference {
        return [.unusable("the reference does what is expected: no difference \(number)")]
      }
    }
    var kinds: [Mismatch.Kind] = []
    let (wanted, printed) = (ignoring(expected.output), ignoring(candidate.output))
    if wanted != printed {
      kinds.append(
        .text(
          stream: output == .merged ? "output" : "standard output",
          reference: wanted, candidate: printed))
    }
    if expected.error != candidate.error {
      kinds.append(
        .text(stream: "standard error", reference: expected.error, candidate: candidate.error))
    }
    if expected.ending != candidate.ending {
      kinds.append(.ending(reference: expected.ending, candidate: candidate.ending))
    }
    return kinds
  }
}
