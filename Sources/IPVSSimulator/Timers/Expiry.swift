internal import IPVS

extension SimulatedDirector {
  /// How long an entry lives on that controls others when its time is over, in seconds.
  static let extraLeg: UInt64 = 60

  /// Lets time pass until some jiffies; what is due by then happens in its order.
  func runTimers(until end: UInt64) {
    while let time = timers.next(after: clock.now), time <= end { fireTimers(at: time) }
    clock.now = max(clock.now, end)
  }

  /// Lets everything happen that is due at some jiffies, which nothing is before.
  func fireTimers(at time: UInt64) {
    clock.now = time
    var letGo: [ServerState] = []
    var isTimeToDrop = false
    while let record = timers.pop(at: time) {
      let entry = Connection(record: record)
      guard entry.isTimer else {
        expire(entry)
        continue
      }
      if entry == trashTimer { visitTrash() }
      if entry == nodestTimer { endEntriesOfRemovedServers() }
      if entry == defenseTimer { isTimeToDrop = true }
      if let service = schedulerTimers[record] { letGo += schedulerTimerWentOff(of: service) }
    }
    for server in letGo { server.references -= 1 }
    if isTimeToDrop { dropEntries() }
  }

  /// Arms the timer of an entry with its timeout (`ip_vs_conn_put`).
  func armTimer(of entry: Connection) {
    timers.arm(entry.record, after: entry.timeout, now: clock.now)
  }

  /// Ends an entry at the next tick (`ip_vs_conn_expire_now`); the timeout stays what it is.
  func expireNow(_ entry: Connection) {
    if entry.timer.isPending { timers.arm(entry.record, after: 0, now: clock.now) }
  }

  /// Begins to visit the trash.
  func armTrashTimer() {
    timers.arm(
      trashTimer.record, after: Trash.visitInterval &* clock.ticksPerSecond, now: clock.now)
  }

  /// Ends everything whose server was removed, a tick from now (`expire_nodest_conn_work`).
  func armNodestTimer() {
    if !nodestTimer.timer.isPending { timers.arm(nodestTimer.record, after: 1, now: clock.now) }
  }

  private func visitTrash() {
    trash.visit(now: clock.now, ticksPerSecond: clock.ticksPerSecond)
    if !trash.isEmpty { armTrashTimer() }
  }

  /// The timer of an entry fired (`ip_vs_conn_expire`).
  private func expire(_ entry: Connection) {
    guard entry.controlled == 0 else {
      entry.timeout = SimulatedDirector.extraLeg &* clock.ticksPerSecond
      if link != nil { noteExtraLeg(entry) }
      armTimer(of: entry)
      return
    }
    release(entry)
  }

  /// Ends an entry that controls nobody, whatever its timer says (`ip_vs_conn_del`).
  func delete(_ entry: Connection) {
    guard entry.timer.isPending else { return }
    timers.disarm(entry.record)
    if entry.controller != nil { entry.timeout = 0 }
    expire(entry)
  }

  /// Takes an entry out of the table and off its controller and server.
  func release(_ entry: Connection) {
    connections.remove(entry)
    timers.disarm(entry.record)
    if let controller = entry.controller {
      entry.controller = nil
      controller.controlled -= 1
      // An entry that is ended by force takes along who controlled nobody else.
      let isSpared = controller.kind == .template && controller.isAssured
      if entry.timeout == 0, controller.controlled == 0, !isSpared { delete(controller) }
    }
    unbind(entry)
    if link != nil { syncHistory.forget(entry) }
    storage.remove(entry.record)
  }

  /// Ends all entries whose server was removed, those that control others after these.
  private func endEntriesOfRemovedServers() {
    for entry in connections.all {
      guard entry.isHashed, let server = entry.server, !server.isAvailable,
        entry.controlled == 0
      else { continue }
      let controller = entry.controller
      delete(entry)
      if let controller, controller.controlled == 0 { delete(controller) }
    }
  }
}
