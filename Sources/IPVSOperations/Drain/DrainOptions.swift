/// How a server is drained.
public struct DrainOptions: Hashable, Sendable {
  /// Whether clients lose their templates for the while.
  ///
  /// `expire_quiescent_template` is set, and put back after; it counts for every server of the director
  /// that has weight 0.
  public var breaksAffinity: Bool
  /// Whether the server is removed from its services when it is empty.
  public var removes: Bool
  /// Whether inactive connections do not count: those that are closed and wait for their timers, and
  /// everything of UDP.
  public var ignoresInactive: Bool

  /// Nothing but what is said.
  public init(breaksAffinity: Bool = false, removes: Bool = false, ignoresInactive: Bool = false) {
    self.breaksAffinity = breaksAffinity
    self.removes = removes
    self.ignoresInactive = ignoresInactive
  }
}
