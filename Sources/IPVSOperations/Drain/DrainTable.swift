import IPVS

/// What the connection table says of the servers that are drained.
///
/// Of connections only sums are kept, and for templates when the last connection ends that each may
/// control.
struct DrainTable {
  private let timers: DrainTimers
  private var tallies: [Tally]
  private var templates: [Template] = []
  private var lastEnds: [Client: UInt64] = [:]

  /// The connections of a target.
  private struct Tally {
    var active: UInt32 = 0
    var inactive: UInt32 = 0
    /// When the last one goes off, in milliseconds from now.
    var activeEnd: UInt64 = 0
    var inactiveEnd: UInt64 = 0
    /// The longest that a datagram's connection has left, in seconds.
    var secondsOfUDP: UInt64 = 0
    /// Templates that match nobody any more.
    var renamed: UInt32 = 0

    mutating func take(_ row: ConnectionEntry, end: UInt64) {
      switch (row.protocolName, row.state) {
      case ("TCP", "ESTABLISHED"), ("TCP", "SYN_SENT"), ("TCP", "SYN_RECV"), ("TCP", "SYNACK"),
        ("SCTP", "ESTABLISHED"):
        active += 1
        activeEnd = max(activeEnd, end)
      default:
        inactive += 1
        inactiveEnd = max(inactiveEnd, end)
      }
      if row.protocolName == "UDP" { secondsOfUDP = max(secondsOfUDP, row.secondsLeft) }
    }
  }

  /// A template that brings clients.
  private struct Template {
    var place: Int
    var client: IPAddress
    var secondsLeft: UInt64
    /// When its timer goes off, in milliseconds from now.
    var end: ClosedRange<UInt64>
  }

  /// What of a client counts for the templates of a target.
  private struct Client: Hashable {
    var place: Int
    var address: IPAddress
  }

  /// A server that has an address of interest, in some service.
  private struct Candidate {
    var target: DrainTarget
    /// Its place among the targets; nil where it is not drained.
    var place: Int?
    var counts: ConnectionCounts

    var hasConnections: Bool { counts.active > 0 || counts.inactive > 0 }
    var hasTemplates: Bool { counts.persistent > 0 }
  }

  /// Reads the table.
  ///
  /// - Parameter services: all that the director has; the targets are among them.
  init(
    reading director: any Director, for targets: [DrainTarget], in services: [Service],
    timers: DrainTimers
  ) throws(DirectorError) {
    let addresses = Set(targets.map(\.endpoint.address))
    var candidates: [Candidate] = []
    for service in services {
      let found = DrainTarget.targets(in: [service]) { addresses.contains($1.address) }
      let counts = service.destinations.filter { addresses.contains($0.endpoint.address) }
      for (target, destination) in zip(found, counts) {
        let place = targets.firstIndex {
          $0.service == target.service && $0.endpoint == target.endpoint
        }
        candidates.append(
          Candidate(target: target, place: place, counts: destination.connectionCounts))
      }
    }
    var table = DrainTable(timers, targets.count)
    try director.forEachConnection { row in
      if addresses.contains(row.destination.address) { table.take(row, candidates) }
      return .more
    }
    self = table
  }

  private init(_ timers: DrainTimers, _ count: Int) {
    self.timers = timers
    tallies = Array(repeating: Tally(), count: count)
  }

  private mutating func take(_ row: ConnectionEntry, _ candidates: [Candidate]) {
    guard row.isTemplate else { return takeConnection(row, candidates) }
    for candidate in candidates where candidate.hasTemplates {
      guard let place = candidate.place, candidate.target.mayHaveTemplate(row) else { continue }
      if row.isRejectedTemplate {
        tallies[place].renamed += 1
      } else {
        let timeout = UInt64(candidate.target.persistence?.timeout ?? 0)
        templates.append(
          Template(
            place: place, client: row.client.address, secondsLeft: row.secondsLeft,
            end: end(of: row, began: max(timeout, DrainTimers.leg))))
      }
    }
  }

  /// The table does not say through which service a connection came: the most exact one counts.
  private mutating func takeConnection(_ row: ConnectionEntry, _ candidates: [Candidate]) {
    let began = timers.timeout(protocolName: row.protocolName, state: row.state) ?? 0
    let end = end(of: row, began: began).upperBound
    var owner: (fit: ConnectionFit, candidate: Candidate)?
    for candidate in candidates where candidate.hasConnections {
      guard let fit = candidate.target.fit(ofConnection: row) else { continue }
      if let owner, owner.fit <= fit { continue }
      owner = (fit, candidate)
    }
    if let place = owner?.candidate.place { tallies[place].take(row, end: end) }
    // A connection through a service of its own address and port has none of the common templates.
    let hasOwn = owner.map { $0.fit == .exact && !$0.candidate.target.sharesTemplates } ?? false
    for candidate in candidates where candidate.hasTemplates {
      guard let place = candidate.place, candidate.target.mayControl(row),
        !(hasOwn && candidate.target.sharesTemplates)
      else { continue }
      let client = Client(
        place: place, address: candidate.target.mask.masked(row.client.address))
      lastEnds[client] = max(lastEnds[client] ?? 0, end)
    }
  }

  private func end(of row: ConnectionEntry, began seconds: UInt64) -> ClosedRange<UInt64> {
    let late = max(
      timers.lateness(ofSeconds: seconds), timers.lateness(ofSeconds: row.secondsLeft))
    let least = row.secondsLeft * 1000
    return least...(least + 1000 + late)
  }

  /// How many templates of a target bring clients, of those that the director counts for it.
  ///
  /// Where the table leaves it open whose a template is, it counts for all whose it could be.
  func templates(of place: Int, counted: UInt32) -> UInt32 {
    let seen = UInt32(clamping: templates.count { $0.place == place })
    let renamed = tallies[place].renamed
    return min(counted, max(seen, counted > renamed ? counted - renamed : 0))
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
    for (tally, remainder) in zip(tallies, remainders) {
      by = max(by, tally.activeEnd)
      guard !ignoresInactive else { continue }
      by = max(by, tally.inactiveEnd)
      // What may be another's does not bind.
      if tally.active == remainder.active, tally.inactive == remainder.inactive {
        notBefore = max(notBefore, tally.secondsOfUDP)
      }
    }
    guard templatesCount else { return DrainEstimate(notBefore: notBefore, by: (by + 999) / 1000) }
    var counts = remainders.map { _ in UInt32(0) }
    var longest = remainders.map { _ in UInt64(0) }
    for template in templates {
      counts[template.place] += 1
      longest[template.place] = max(longest[template.place], template.secondsLeft)
      let last = lastEnds[Client(place: template.place, address: template.client)]
      by = max(by, lastEnd(of: template.end, controlling: last))
    }
    for (place, remainder) in remainders.enumerated() where counts[place] == remainder.templates {
      notBefore = max(notBefore, longest[place])
    }
    return DrainEstimate(notBefore: notBefore, by: (by + 999) / 1000)
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
