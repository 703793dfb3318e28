import IPVS

/// What the connection table says of the servers that are drained.
struct DrainTable {
  private let timers: DrainTimers
  private let candidates: [Candidate]
  private let addresses: Set<IPAddress>
  private var connections: [Entry] = []
  private var templates: [Entry] = []
  private var renamed: [Int: UInt32] = [:]

  /// A server that has an address of interest, in some service.
  private struct Candidate {
    var target: DrainTarget
    /// Its place among the targets; nil where it is not drained.
    var place: Int?
    /// Whether it has connections.
    var hasConnections: Bool
  }

  /// An entry of interest.
  private struct Entry {
    /// The place of its target.
    var place: Int
    var row: ConnectionEntry
    /// When its timer goes off, in milliseconds from now.
    var end: ClosedRange<UInt64>
    var countsAsActive: Bool
  }

  /// Reads the table.
  ///
  /// - Parameter services: all that the director has; the targets are among them.
  init(
    reading director: any Director, for targets: [DrainTarget], in services: [Service],
    timers: DrainTimers
  ) throws(DirectorError) {
    self.timers = timers
    addresses = Set(targets.map(\.endpoint.address))
    var candidates: [Candidate] = []
    for service in services {
      for destination in service.destinations
      where addresses.contains(destination.endpoint.address) {
        let found = DrainTarget.targets(in: [service]) { $1 == destination.endpoint }
        let counts = destination.connectionCounts
        for target in found {
          candidates.append(
            Candidate(
              target: target,
              place: targets.firstIndex {
                $0.service == target.service && $0.endpoint == target.endpoint
              }, hasConnections: counts.active > 0 || counts.inactive > 0))
        }
      }
    }
    self.candidates = candidates
    var read: [ConnectionEntry] = []
    let wanted = addresses
    try director.forEachConnection { row in
      if wanted.contains(row.destination.address) { read.append(row) }
      return .more
    }
    for row in read { take(row) }
  }

  private mutating func take(_ row: ConnectionEntry) {
    guard row.isTemplate else {
      if let place = owner(of: row) {
        let began = timers.timeout(protocolName: row.protocolName, state: row.state)
        connections.append(entry(row, place, began: began ?? 0))
      }
      return
    }
    for candidate in candidates {
      guard let place = candidate.place, candidate.target.mayHaveTemplate(row) else { continue }
      if row.isRejectedTemplate {
        renamed[place, default: 0] += 1
      } else {
        let timeout = UInt64(candidate.target.persistence?.timeout ?? 0)
        templates.append(entry(row, place, began: max(timeout, DrainTimers.leg)))
      }
    }
  }

  /// The place of the target to which a connection belongs; nil where it is none's.
  ///
  /// The table does not say through which service a connection came: the most exact one counts.
  private func owner(of row: ConnectionEntry) -> Int? {
    var best: (rank: Int, place: Int?)?
    for candidate in candidates where candidate.hasConnections {
      guard let rank = candidate.target.rank(ofConnection: row) else { continue }
      if let best, best.rank <= rank { continue }
      best = (rank, candidate.place)
    }
    return best?.place
  }

  private func entry(_ row: ConnectionEntry, _ place: Int, began seconds: UInt64) -> Entry {
    let late = max(
      timers.lateness(ofSeconds: seconds), timers.lateness(ofSeconds: row.secondsLeft))
    let least = row.secondsLeft * 1000
    return Entry(
      place: place, row: row, end: least...(least + 1000 + late),
      countsAsActive: ["ESTABLISHED", "SYN_SENT", "SYN_RECV", "SYNACK"].contains(row.state)
        && row.protocolName != "UDP")
  }

  /// How many templates of a target bring clients, of those that the director counts for it.
  ///
  /// Where the table leaves it open whose a template is, it counts for all whose it could be.
  func templates(of place: Int, counted: UInt32) -> UInt32 {
    let seen = UInt32(clamping: templates.count { $0.place == place })
    let known = renamed[place] ?? 0
    return min(counted, max(seen, counted > known ? counted - known : 0))
  }

  /// When nothing is left that is waited for.
  ///
  /// - Parameters:
  ///   - remainders: what each target has.
  ///   - templatesCount: whether templates are waited for.
  ///   - ignoresInactive: whether inactive connections are not.
  func estimate(
    _ remainders: [DrainLook.Remainder], templatesCount: Bool, ignoresInactive: Bool
  ) -> DrainEstimate {
    var notBefore: UInt64 = 0
    var by: UInt64 = 0
    let waited = connections.filter { $0.countsAsActive || !ignoresInactive }
    for entry in waited { by = max(by, entry.end.upperBound) }
    // What may be another's does not bind.
    for (place, remainder) in remainders.enumerated() {
      let own = waited.filter { $0.place == place }
      guard own.count == remainder.active &+ (ignoresInactive ? 0 : remainder.inactive) else {
        continue
      }
      for entry in own where entry.row.protocolName == "UDP" {
        notBefore = max(notBefore, entry.row.secondsLeft)
      }
    }
    if templatesCount {
      let ends = LastEnds(connections.map { ($0.row, $0.end.upperBound) }, masks: masks)
      for template in templates {
        by = max(by, lastEnd(of: template.end, controlling: ends.last(under: template.row)))
      }
      for (place, remainder) in remainders.enumerated() {
        let own = templates.filter { $0.place == place }
        guard own.count == remainder.templates else { continue }
        notBefore = max(notBefore, own.map(\.row.secondsLeft).max() ?? 0)
      }
    }
    return DrainEstimate(notBefore: notBefore, by: (by + 999) / 1000)
  }

  private var masks: [PersistenceMask] {
    Array(Set(candidates.filter { $0.place != nil }.map(\.target.mask)))
  }

  /// When a template is gone at the latest, which lives on in legs as long as it controls something.
  ///
  /// - Parameters:
  ///   - end: when its timer goes off.
  ///   - last: when the last connection ends that it may control; nil where there is none.
  private func lastEnd(of end: ClosedRange<UInt64>, controlling last: UInt64?) -> UInt64 {
    guard let last else { return end.upperBound }
    var (low, high) = (end.lowerBound, end.upperBound)
    var latest: UInt64 = 0
    let first = DrainTimers.leg * 1000
    var leg = first...(first + timers.lateness(ofSeconds: DrainTimers.leg))
    while low <= last {
      if high > last { latest = max(latest, high) }
      low += leg.lowerBound
      high = min(high, last) + leg.upperBound
      leg = timers.laterLeg
    }
    return max(latest, high)
  }
}

/// When the last connection ends that a template may control.
private struct LastEnds {
  private var ends: [Key: UInt64] = [:]

  /// What a template has in common with the connections below it.
  private struct Key: Hashable {
    /// Empty for a firewall mark's.
    var protocolName: ByteString
    /// The virtual address, port 0 for every port; nil for a firewall mark's.
    var virtual: Endpoint?
    var client: IPAddress
    var server: IPAddress
  }

  init(_ connections: [(row: ConnectionEntry, end: UInt64)], masks: [PersistenceMask]) {
    for (row, end) in connections {
      for mask in masks {
        let client = mask.masked(row.client.address)
        for virtual in [row.virtual, Endpoint(row.virtual.address), nil] {
          let key = Key(
            protocolName: virtual == nil ? "" : row.protocolName, virtual: virtual,
            client: client, server: row.destination.address)
          ends[key] = max(ends[key] ?? 0, end)
        }
      }
    }
  }

  func last(under template: ConnectionEntry) -> UInt64? {
    let isMark = template.templateMark != nil
    return ends[
      Key(
        protocolName: isMark ? "" : template.protocolName,
        virtual: isMark ? nil : template.virtual, client: template.client.address,
        server: template.destination.address)]
  }
}
