internal import IPVS

/// What the reference did with a command.
struct Record {
  let invocation: Invocation
  let outcome: Child.Outcome
  /// The kernel's table behind it; nil where nobody has read it.
  let snapshot: Snapshot?

  init(_ invocation: Invocation, _ outcome: Child.Outcome, _ snapshot: Snapshot?) {
    self.invocation = invocation
    self.outcome = outcome
    self.snapshot = snapshot
  }

  /// How the candidate differs, which has left such a table.
  func mismatch(candidate: Child.Outcome, snapshot other: Snapshot) -> Mismatch? {
    var kinds = invocation.differences(reference: outcome, candidate: candidate)
    if let snapshot, snapshot != other {
      kinds.append(.table(reference: snapshot, candidate: other))
    }
    return kinds.isEmpty ? nil : Mismatch(invocation, kinds)
  }
}

/// A step that the reference went through.
enum TracedStep {
  /// A command, and what became of it.
  case run(Record)
  /// A setting of the director got a value.
  case sysctl(SysctlName, String)
  /// A packet was sent.
  case send
  /// Time passed.
  case wait
}
