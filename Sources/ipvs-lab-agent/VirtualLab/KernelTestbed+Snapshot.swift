internal import IPVS
internal import IPVSKernel
internal import IPVSScenario

extension KernelTestbed: SnapshotDirector {
  /// Reads the connection table as it is in a slot.
  ///
  /// A row's seconds are rounded down, and all times are whole slots: in the ticks that end with a
  /// slot's first one every row reads the same. So there is more time for a long table than that one
  /// tick. Only rows without time left may change in those ticks, as theirs is over and the timer late:
  /// they are read once more in the slot's own tick.
  func takeConnections(
    in slot: UInt64
  ) throws(ScenarioFailure.Cause) -> () throws(DirectorError) -> [ConnectionEntry] {
    guard plane.packetsSent > Self.fewPackets else {
      try advanceForSnapshot(to: slot)
      let take = try snapshot()
      return { () throws(DirectorError) in try Self.entries(take) }
    }
    plane.awaitTicks(before: slot)
    let early = try snapshot()
    try advanceForSnapshot(to: slot)
    let late = try snapshot()
    return { () throws(DirectorError) in
      Self.merged(early: try Self.entries(early), late: try Self.entries(late))
    }
  }

  /// After so many packets the table may be too long to be read in one tick.
  private static let fewPackets = 60

  private typealias Take = ((ConnectionEntry) -> Continuation) throws(DirectorError) -> Void

  private func advanceForSnapshot(to slot: UInt64) throws(ScenarioFailure.Cause) {
    do throws(DataPlaneError) {
      try advance(to: slot)
    } catch {
      throw .dataPlane(error)
    }
  }

  private func snapshot() throws(ScenarioFailure.Cause) -> Take {
    do throws(DirectorError) {
      return try director.takeConnections()
    } catch {
      throw .director(error)
    }
  }

  private static func entries(_ take: Take) throws(DirectorError) -> [ConnectionEntry] {
    var entries: [ConnectionEntry] = []
    try take { entry in
      entries.append(entry)
      return .more
    }
    return entries
  }

  /// The rows that were read early; those without time left as they were in the slot.
  private static func merged(
    early: [ConnectionEntry], late: [ConnectionEntry]
  ) -> [ConnectionEntry] {
    let uncertain = Set(early.filter { $0.secondsLeft == 0 }.map(RowName.init))
    guard !uncertain.isEmpty else { return early }
    return early.filter { !uncertain.contains(RowName($0)) }
      + late.filter { uncertain.contains(RowName($0)) }
  }

  /// What names a row, though not always one alone.
  private struct RowName: Hashable {
    var transport: ByteString
    var client: Endpoint
    var virtual: Endpoint
    var destination: Endpoint

    init(_ entry: ConnectionEntry) {
      transport = entry.protocolName
      client = entry.client
      virtual = entry.virtual
      destination = entry.destination
    }
  }
}
