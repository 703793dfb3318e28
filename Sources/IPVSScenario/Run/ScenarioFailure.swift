public import IPVS

/// Why a run was broken off: the director or its data plane failed, and the run is worth nothing.
public struct ScenarioFailure: Error, Hashable, Sendable {
  /// The line at which it happened, from 1; the first one while the network was laid.
  public let line: Int
  /// What failed.
  public let cause: Cause

  /// A failure at a line.
  public init(line: Int, cause: Cause) {
    self.line = line
    self.cause = cause
  }

  /// What can fail.
  public enum Cause: Error, Hashable, Sendable {
    /// The director, otherwise than by refusing what it was asked for.
    case director(DirectorError)
    /// The data plane.
    case dataPlane(DataPlaneError)
    /// The scenario has lines for a second director, and is run on one.
    case noSecondDirector
    /// The scenario has lines for `ipvs`, and there is no such program here.
    case noOperatorProgram
  }
}

extension ScenarioFailure: CustomStringConvertible {
  /// A sentence for people, without the line.
  public var description: String {
    switch cause {
    case .noSecondDirector:
      return "there is no second director here"
    case .noOperatorProgram:
      return "there is no program ipvs here"
    case .director(let error):
      return "the director failed: \(error)"
    case .dataPlane(let error):
      switch error.reason {
      case .late: return "too late: the slot was over before it could be used"
      case .network: return "the network could not be laid: \(error.errno)"
      case .packet: return "a packet could not be sent or observed: \(error.errno)"
      }
    }
  }
}
