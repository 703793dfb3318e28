public import IPVS

/// Drains a server: gives it weight 0, then tells from look to look what it still has, until that is
/// nothing.
///
/// It waits for nobody; whoever uses it says when to look:
///
///     var drain = Drain(targets, options, ticksPerSecond: 250)
///     try drain.begin(on: director)
///     while try !drain.look(at: director).isEmpty { … }
///     try drain.remove(from: director)
///     try drain.putBackSetting(on: director)
///
/// Once `begin` has succeeded, `putBackSetting` is to be called on every way out.
public struct Drain: Sendable {
  /// The servers that are drained, as they were found.
  public let targets: [DrainTarget]
  /// How.
  public let options: DrainOptions
  /// What was done about `expire_quiescent_template`.
  public private(set) var setting = Setting.untouched
  /// What the last look found.
  public private(set) var lastLook: DrainLook?
  /// What the first look found.
  public private(set) var firstLook: DrainLook?
  /// The targets that `remove` took out of their services.
  public private(set) var removed: [DrainTarget] = []

  private let ticksPerSecond: UInt64?

  /// What was done about `expire_quiescent_template`.
  public enum Setting: Hashable, Sendable {
    /// Nothing: it is off, or the director lacks it.
    case untouched
    /// Nothing: it was on before.
    case wasOn
    /// It was set for the while, and had this value before.
    case set(before: String)
    /// It was set for the while, and is what it was before again.
    case putBack(String)
    /// It was set for the while, then changed to this by somebody else, and left so.
    case changedByOthers(String)
  }

  /// A drain that has not begun.
  ///
  /// - Parameters:
  ///   - targets: the servers; all of one address, mostly.
  ///   - ticksPerSecond: the kernel's `HZ`, by which timers are late; nil where nobody knows.
  public init(
    _ targets: [DrainTarget], _ options: DrainOptions = DrainOptions(), ticksPerSecond: UInt64?
  ) {
    self.targets = targets
    self.options = options
    self.ticksPerSecond = ticksPerSecond
  }

  /// Sets what is to be set: `expire_quiescent_template` where affinity is to be broken, then weight 0
  /// for each target.
  ///
  /// Where one of it fails, what was done before is put back; the error says so.
  public mutating func begin(on director: any Director) throws(DrainFailure) {
    try beginWithSetting(on: director)
    let changing = targets.filter { $0.details.weight != 0 }
    guard !changing.isEmpty else { return }
    let outcomes: [DirectorError?]
    do throws(DirectorError) {
      outcomes = try director.submit(changing.map { $0.settingWeight(0) })
    } catch {
      throw broken(.weight(nil), error, done: [], perhaps: changing, on: director)
    }
    let results = zip(changing, outcomes)
    guard let failed = results.first(where: { $0.1 != nil }), let error = failed.1 else { return }
    let done = results.filter { $0.1 == nil }.map(\.0)
    throw broken(.weight(failed.0), error, done: done, perhaps: done, on: director)
  }

  private mutating func beginWithSetting(on director: any Director) throws(DrainFailure) {
    let value: String
    do throws(DirectorError) {
      value = try director.sysctl(.expireQuiescentTemplate)
    } catch {
      guard options.breaksAffinity else { return }
      throw failure(.setting, error)
    }
    if Self.isOn(value) {
      setting = .wasOn
      return
    }
    guard options.breaksAffinity else { return }
    do throws(DirectorError) {
      try director.setSysctl(.expireQuiescentTemplate, to: "1")
    } catch {
      throw failure(.setting, error)
    }
    setting = .set(before: value)
  }

  private static func isOn(_ value: String) -> Bool { Int64(value).map { $0 != 0 } ?? false }

  private func failure(_ step: DrainFailure.Step, _ error: DirectorError) -> DrainFailure {
    DrainFailure(step: step, error: error, done: [], leftQuiesced: [], leftSetting: false)
  }

  /// Puts weights and the setting back, as far as that goes.
  private mutating func broken(
    _ step: DrainFailure.Step, _ error: DirectorError, done: [DrainTarget],
    perhaps: [DrainTarget], on director: any Director
  ) -> DrainFailure {
    var failure = DrainFailure(
      step: step, error: error, done: done, leftQuiesced: [], leftSetting: false)
    if !perhaps.isEmpty {
      do throws(DirectorError) {
        let outcomes = try director.submit(perhaps.map { $0.settingWeight($0.details.weight) })
        failure.leftQuiesced = zip(perhaps, outcomes).filter { $0.1 != nil }.map(\.0)
      } catch {
        failure.leftQuiesced = perhaps
      }
    }
    do throws(DirectorError) {
      try putBackSetting(on: director)
    } catch {
      failure.leftSetting = true
    }
    return failure
  }

  /// Looks what the servers still have.
  ///
  /// - Parameter readingConnections: whether the connection table is read, which is dear where it is
  ///   large. Without it there is no estimate, and servers with templates never count as empty.
  public mutating func look(
    at director: any Director, readingConnections: Bool = true
  ) throws(DirectorError) -> DrainLook {
    let services = try director.services(.withoutCounters)
    var look = DrainLook(remainders: [], isEmpty: false)
    for target in targets {
      guard let service = services.first(where: { $0.identity == target.service }) else {
        look.interference = look.interference ?? .serviceRemoved(target)
        continue
      }
      guard let server = service.destinations.first(where: { $0.endpoint == target.endpoint })
      else {
        look.interference = look.interference ?? .serverRemoved(target)
        continue
      }
      if server.details.weight != 0 {
        look.interference = look.interference ?? .weightSet(target, server.details.weight)
      }
      var remainder = DrainLook.Remainder()
      remainder.active = server.connectionCounts.active
      remainder.inactive = server.connectionCounts.inactive
      remainder.templates = server.connectionCounts.persistent
      look.remainders.append(remainder)
    }
    if look.interference == nil {
      try addConnections(of: director, services, to: &look, reading: readingConnections)
    } else {
      look.remainders = lastLook?.remainders ?? targets.map { _ in DrainLook.Remainder() }
    }
    lastLook = look
    firstLook = firstLook ?? look
    return look
  }

  private func addConnections(
    of director: any Director, _ services: [Service], to look: inout DrainLook, reading: Bool
  ) throws(DirectorError) {
    let total = look.total
    if total == DrainLook.Remainder() {
      look.isEmpty = true
      return
    }
    guard reading else {
      // What was seen of renamed templates before still holds: they stay what they are.
      for index in look.remainders.indices {
        guard let before = lastLook?.remainders[index].renamedTemplates else { continue }
        let renamed = min(before, look.remainders[index].templates)
        look.remainders[index].renamedTemplates = renamed
        look.remainders[index].templates -= renamed
      }
      look.isEmpty = total.templates == 0 && !isWaited(for: look)
      return
    }
    let timers = DrainTimers(timeouts: try director.timeouts(), ticksPerSecond: ticksPerSecond)
    let table = try DrainTable(reading: director, for: targets, in: services, timers: timers)
    for index in look.remainders.indices {
      let counted = look.remainders[index].templates
      look.remainders[index].templates = table.templates(of: index, counted: counted)
      look.remainders[index].renamedTemplates = counted - look.remainders[index].templates
    }
    look.isEmpty = !isWaited(for: look)
    guard !look.isEmpty else { return }
    look.estimate = table.estimate(
      look.remainders, templatesCount: waitsForTemplates,
      ignoresInactive: options.ignoresInactive)
  }

  private func isWaited(for look: DrainLook) -> Bool {
    let total = look.total
    return total.active > 0 || (!options.ignoresInactive && total.inactive > 0)
      || (waitsForTemplates && total.templates > 0)
  }

  /// Whether templates have to go, too.
  ///
  /// They need not where they bring nobody: `expire_quiescent_template` is on and stays on, or the
  /// server will not be there any more when it is put back.
  public var waitsForTemplates: Bool {
    switch setting {
    case .untouched, .putBack, .changedByOthers: true
    case .wasOn: false
    case .set: !options.removes
    }
  }

  /// Removes the servers from their services; nothing but this is put back if it fails.
  public mutating func remove(from director: any Director) throws(DrainFailure) {
    let outcomes: [DirectorError?]
    do throws(DirectorError) {
      outcomes = try director.submit(targets.map(\.removal))
    } catch {
      throw failure(.removal(nil), error)
    }
    let results = zip(targets, outcomes)
    removed = results.filter { $0.1 == nil }.map(\.0)
    guard let failed = results.first(where: { $0.1 != nil }), let error = failed.1 else { return }
    var failure = failure(.removal(failed.0), error)
    failure.done = removed
    throw failure
  }

  /// Gives `expire_quiescent_template` the value that it had, where it was set and nobody has changed
  /// it since.
  public mutating func putBackSetting(on director: any Director) throws(DirectorError) {
    guard case .set(let before) = setting else { return }
    let value = try director.sysctl(.expireQuiescentTemplate)
    guard value == "1" else {
      setting = .changedByOthers(value)
      return
    }
    try director.setSysctl(.expireQuiescentTemplate, to: before)
    setting = .putBack(before)
  }
}
