internal import IPVS
internal import IPVSKernel
internal import IPVSScenario

extension KernelTestbed: SnapshotDirector {
  /// Reads the connection table as it is in a slot.
  ///
  /// A table of more than a few hundred rows takes longer than the slot's own tick. Most rows read the
  /// same in all the ticks that end with it: seconds are rounded down, and packets arm timers in slots
  /// only. Those are read early. A template whose time was over and that got another leg, at a tick of
  /// its own, and a row without time left, whose late timer may go off, are read in the slot.
  func takeConnections(
    in slot: UInt64
  ) throws(ScenarioFailure.Cause) -> () throws(DirectorError) -> [ConnectionEntry] {
    plane.awaitTicks(before: slot)
    let early = try snapshot()
    do throws(DataPlaneError) {
      try advance(to: slot)
    } catch {
      throw .dataPlane(error)
    }
    let late = try snapshot()
    return { () throws(DirectorError) in
      let rows = try Self.entries(late)
      guard late.length > Self.longestInOneTick else { return rows }
      return Self.merged(early: try Self.entries(early), late: rows)
    }
  }

  /// What a kernel can tell in half a tick, in bytes.
  private static let longestInOneTick = 24 * 1024

  private func snapshot() throws(ScenarioFailure.Cause) -> ConnectionSnapshot {
    do throws(DirectorError) {
      return try director.takeConnections()
    } catch {
      throw .director(error)
    }
  }

  private static func entries(
    _ snapshot: ConnectionSnapshot
  ) throws(DirectorError) -> [ConnectionEntry] {
    var entries: [ConnectionEntry] = []
    try snapshot.forEachConnection { entry in
      entries.append(entry)
      return .more
    }
    return entries
  }

  /// The rows that were read early; those that may be others in the slot as they were there.
  private static func merged(
    early: [ConnectionEntry], late: [ConnectionEntry]
  ) -> [ConnectionEntry] {
    let uncertain = Set(early.filter(isUncertain).map(RowName.init))
    guard !uncertain.isEmpty else { return early }
    return early.filter { !uncertain.contains(RowName($0)) }
      + late.filter { uncertain.contains(RowName($0)) }
  }

  private static func isUncertain(_ entry: ConnectionEntry) -> Bool {
    let isTemplate = entry.client.port == 0
    return entry.secondsLeft == 0 || isTemplate && entry.secondsLeft <= leg
  }

  /// How many seconds a template gets when its time is over and it still has connections.
  private static let leg: UInt64 = 60

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
