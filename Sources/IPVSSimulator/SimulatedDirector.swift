import IPVS

/// A director in pure Swift, on a virtual clock.
public final class SimulatedDirector {
  /// A director with an empty table.
  public init() {}
}
