public import IPVS

/// The connection table as it was read at some moment, not taken apart yet.
public struct ConnectionSnapshot: Sendable {
  let bytes: [UInt8]

  /// How long its text is, in bytes; a row has a hundred and more.
  public var length: Int { bytes.count }

  /// Hands out the entries, and throws what `KernelDirector.forEachConnection(_:)` throws for such rows.
  public func forEachConnection(
    _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError) {
    try ConnectionTable.forEachEntry(in: bytes, body)
  }
}
