public import IPVS

/// Why a drain was broken off, and what is left of it.
public struct DrainFailure: Error, Hashable, Sendable {
  /// What was tried.
  public var step: Step
  /// Why that failed.
  public var error: DirectorError
  /// The targets for which the step had been done before it failed.
  public var done: [DrainTarget]
  /// The targets that may have weight 0 now, though it was tried to put their weights back.
  public var leftQuiesced: [DrainTarget]
  /// Whether `expire_quiescent_template` may still be set, though it was tried to put it back.
  public var leftSetting: Bool

  /// What can fail.
  public enum Step: Hashable, Sendable {
    /// Reading or setting `expire_quiescent_template`.
    case setting
    /// Setting the weight of this target; nil where nobody knows of which one.
    case weight(DrainTarget?)
    /// Removing this target; nil where nobody knows which one.
    case removal(DrainTarget?)
  }
}
