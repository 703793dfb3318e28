public import IPVS

/// A director that takes time to look at, as a kernel does while its clock goes on.
///
/// What a command lists is then read in the command's slot and nothing else is done there: text is made
/// of it when the run is over.
public protocol SnapshotDirector: Director {
  /// Reads the connection table as it is in a slot.
  ///
  /// Nothing is done any more before that slot, so that reading may begin as soon as the rows are what
  /// they will be. The slot has come when this returns.
  ///
  /// - Returns: takes apart what was read, in no particular order.
  func takeConnections(
    in slot: UInt64
  ) throws(ScenarioFailure.Cause) -> () throws(DirectorError) -> [ConnectionEntry]
}
