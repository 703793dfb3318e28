import IPVS

/// A scenario: what is done to a director, in which order and when.
public struct Scenario {
  /// A scenario without lines.
  public init() {}
}
