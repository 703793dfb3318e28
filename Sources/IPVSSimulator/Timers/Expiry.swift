internal import IPVS

/// What a timer is for.
enum TimerTarget {
  /// The end of a connection or a template.
  case entry(Connection)
  /// A visit to the trash.
  case trash
  /// The end of everything whose server was removed.
  case nodest
}

extension SimulatedDirector {
  /// How long an entry lives on that controls others when its time is over, in seconds.
  static let extraLeg: UInt64 = 60

  /// Lets time pass until some jiffies; what is due by then happens in its order.
  func runTimers(until end: UInt64) {
    while let first = timers.firstJiffies, first <= end, let element = timers.pop() {
      clock.now = max(clock.now, element.due.jiffies)
      switch element.target {
      case .entry(let entry):
        if isDue(&entry.timer, element) { expire(entry) }
      case .trash:
        if isDue(&trashTimer, element) { visitTrash() }
      case .nodest:
        if isDue(&nodestTimer, element) { endEntriesOfRemovedServers() }
      }
    }
    clock.now = max(clock.now, end)
  }

  /// Whether a timer fires with this element; if not, and it is the timer's, a place further on is
  /// taken.
  private func isDue(
    _ timer: inout TimerState, _ element: TimerQueue<TimerTarget>.Element
  ) -> Bool {
    guard timer.queued == element.due, let due = timer.due else { return false }
    timer.queued = nil
    if due == element.due, timer.order == element.order {
      timer.due = nil
      return true
    }
    timer.queued = due
    timers.push(.init(due: due, order: timer.order, target: element.target))
    return false
  }

  /// Arms a timer.
  ///
  /// One that stays in its slot of the wheel keeps its place there.
  private func arm(_ timer: inout TimerState, after timeout: UInt64, for target: TimerTarget) {
    let due = wheel.due(after: timeout, now: clock.now, ticksPerSecond: clock.ticksPerSecond)
    timer.expires = clock.now &+ timeout
    guard timer.due != due else { return }
    timersArmed += 1
    timer.order = timersArmed
    timer.due = due
    if let queued = timer.queued, queued.jiffies < due.jiffies { return }
    timer.queued = due
    timers.push(.init(due: due, order: timer.order, target: target))
  }

  /// Arms the timer of an entry with its timeout (`ip_vs_conn_put`).
  func armTimer(of entry: Connection) {
    arm(&entry.timer, after: entry.timeout, for: .entry(entry))
  }

  /// Ends an entry at the next tick (`ip_vs_conn_expire_now`); the timeout stays what it is.
  func expireNow(_ entry: Connection) {
    if entry.timer.isPending { arm(&entry.timer, after: 0, for: .entry(entry)) }
  }

  /// Begins to visit the trash.
  func armTrashTimer() {
    arm(&trashTimer, after: Trash.visitInterval &* clock.ticksPerSecond, for: .trash)
  }

  /// Ends everything whose server was removed, a tick from now (`expire_nodest_conn_work`).
  func armNodestTimer() {
    if !nodestTimer.isPending { arm(&nodestTimer, after: 1, for: .nodest) }
  }

  private func visitTrash() {
    trash.visit(now: clock.now, ticksPerSecond: clock.ticksPerSecond)
    if !trash.isEmpty { armTrashTimer() }
  }

  /// The timer of an entry fired (`ip_vs_conn_expire`).
  private func expire(_ entry: Connection) {
    guard entry.controlled == 0 else {
      entry.timeout = SimulatedDirector.extraLeg &* clock.ticksPerSecond
      armTimer(of: entry)
      return
    }
    release(entry)
  }

  /// Ends an entry that controls nobody, whatever its timer says (`ip_vs_conn_del`).
  private func delete(_ entry: Connection) {
    guard entry.timer.isPending else { return }
    entry.timer.due = nil
    if entry.controller != nil { entry.timeout = 0 }
    expire(entry)
  }

  /// Takes an entry out of the table and off its controller and server.
  func release(_ entry: Connection) {
    connections.remove(entry)
    entry.timer.due = nil
    if let controller = entry.controller {
      entry.controller = nil
      controller.controlled -= 1
      // An entry that is ended by force takes along who controlled nobody else.
      let isSpared = controller.kind == .template && controller.isAssured
      if entry.timeout == 0, controller.controlled == 0, !isSpared { delete(controller) }
    }
    unbind(entry)
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
