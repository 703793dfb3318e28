internal import IPVS

/// Counters as the kernel keeps them: what was counted, what of it an estimator has looked at, and
/// what of that was there when they were zeroed (`struct ip_vs_stats`).
///
/// Zeroing takes away what is shown. What was counted since the last look is not shown yet, and comes
/// with the next one.
struct EstimatedCounters {
  private(set) var counted = Counters()
  private var seen = Counters()
  private var zero = Counters()
  /// The look up to which `seen` is right.
  private var look: UInt64 = 0

  /// Counts something, after a look of this number.
  mutating func count(after look: UInt64, _ body: (inout Counters) -> Void) {
    takeLook(look)
    body(&counted)
  }

  /// What is shown after a look.
  func shown(after look: UInt64) -> Counters {
    (look > self.look ? counted : seen) - zero
  }

  /// Makes what is shown zero.
  mutating func reset(after look: UInt64) {
    takeLook(look)
    zero = seen
  }

  /// Is looked at no more from now on, as nothing counts for a server in the trash.
  mutating func stop(after look: UInt64) { takeLook(look) }

  /// Is looked at again from the next look on.
  mutating func resume(after look: UInt64) { self.look = look }

  private mutating func takeLook(_ look: UInt64) {
    guard look > self.look else { return }
    seen = counted
    self.look = look
  }
}

extension Counters {
  fileprivate static func - (left: Counters, right: Counters) -> Counters {
    var difference = Counters()
    difference.connections = left.connections &- right.connections
    difference.incomingPackets = left.incomingPackets &- right.incomingPackets
    difference.outgoingPackets = left.outgoingPackets &- right.outgoingPackets
    difference.incomingBytes = left.incomingBytes &- right.incomingBytes
    difference.outgoingBytes = left.outgoingBytes &- right.outgoingBytes
    return difference
  }
}
