internal import IPVS
internal import IPVSOperations

/// One run of `ipvs drain`: it changes, waits, looks, and puts back what was set for the while.
struct DrainRun {
  /// What is done.
  private(set) var drain: Drain
  /// How long it has taken, in milliseconds.
  private(set) var elapsed: UInt64 = 0

  private let request: DrainVerb
  private let director: any Director
  private let surroundings: VerbSurroundings
  private let start: UInt64
  private var progress: DrainProgress

  /// When the connection table was last read, and for how long that took.
  private var lastReading: (end: UInt64, cost: UInt64)?
  /// How long the last look took.
  private var lastCost: UInt64 = 0

  /// How it ended.
  enum End: Hashable {
    /// Nothing is left.
    case empty
    /// The time that was given is over.
    case timeout
    /// The user broke it off.
    case interrupted
    /// Somebody else gave a server a weight, or removed it.
    case changedByOthers(DrainInterference)

    var status: ExitStatus {
      switch self {
      case .empty: .success
      case .timeout: .timeout
      case .interrupted: .interrupted
      case .changedByOthers: .no
      }
    }
  }

  /// Looking may take a twentieth of the time.
  private static let share: UInt64 = 20
  /// How often in a row a look may fail before nobody believes in the next one.
  private static let mostFailures = 5

  init(
    _ drain: Drain, request: DrainVerb, on director: any Director,
    in surroundings: VerbSurroundings
  ) {
    self.drain = drain
    self.request = request
    self.director = director
    self.surroundings = surroundings
    start = surroundings.waiting?.now ?? 0
    progress = DrainProgress(surroundings, server: request.server.text)
  }

  private var now: UInt64 { surroundings.waiting?.now ?? start }

  /// Does it; what was set for the while is put back, whatever happens.
  mutating func run() throws(VerbFailure) -> End {
    do throws(DrainFailure) {
      try drain.begin(on: director)
    } catch {
      throw DrainWords.failure(error, server: request.server.text)
    }
    let end: End
    do throws(VerbFailure) {
      end = try watch()
    } catch {
      progress.end()
      elapsed = now - start
      var failure = error
      do throws(VerbFailure) {
        try putBack()
      } catch {
        failure.message += "; and \(error.message)"
      }
      sayWhatIsLeft()
      throw failure
    }
    progress.end()
    elapsed = now - start
    do throws(VerbFailure) {
      try putBack()
    } catch {
      sayWhatIsLeft()
      throw error
    }
    return end
  }

  private mutating func watch() throws(VerbFailure) -> End {
    let deadline = request.timeout.map { start + $0 * 1000 }
    var failures = 0
    while true {
      let isLast = deadline.map { now >= $0 } ?? false
      var look: DrainLook?
      do throws(DirectorError) {
        look = try lookOnce(isLast: isLast)
        failures = 0
      } catch {
        failures += 1
        guard failures < Self.mostFailures, !isLast else {
          throw VerbFailure("cannot see what \(request.server.text) still has", error)
        }
      }
      if let look {
        if let interference = look.interference { return .changedByOthers(interference) }
        if look.isEmpty {
          try removeIfAsked()
          return .empty
        }
        if isLast { return .timeout }
        progress.show(look, at: now)
      }
      var pause = max(request.poll * 1000, lastCost * Self.share)
      if let deadline { pause = min(pause, deadline > now ? deadline - now : 0) }
      guard let waiting = surroundings.waiting else { return .timeout }
      guard waiting.wait(milliseconds: pause) else { return .interrupted }
    }
  }

  /// The connection table is read less often the longer that takes, and always at the end.
  private mutating func lookOnce(isLast: Bool) throws(DirectorError) -> DrainLook {
    let begin = now
    let reads = lastReading.map { begin - $0.end >= $0.cost * Self.share || isLast } ?? true
    let look = try drain.look(at: director, readingConnections: reads)
    let cost = now - begin
    if reads {
      lastReading = (now, cost)
    } else {
      lastCost = cost
    }
    return look
  }

  private mutating func removeIfAsked() throws(VerbFailure) {
    guard drain.options.removes else { return }
    do throws(DrainFailure) {
      try drain.remove(from: director)
    } catch {
      throw DrainWords.failure(error, server: request.server.text)
    }
  }

  private mutating func putBack() throws(VerbFailure) {
    do throws(DirectorError) {
      try drain.putBackSetting(on: director)
    } catch {
      throw VerbFailure(
        .failure, "cannot put back expire_quiescent_template, which is 1 now: \(error)",
        advice: "'sysctl net.ipv4.vs.expire_quiescent_template=0' does it")
    }
  }

  private func sayWhatIsLeft() {
    let summary = DrainSummary(nil, of: drain, request: request, milliseconds: elapsed)
    for line in summary.leftLines { surroundings.complain(line) }
  }
}
