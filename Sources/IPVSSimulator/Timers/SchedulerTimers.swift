/// The timers of schedulers, which begin and end with them.
extension SimulatedDirector {
  /// Begins the timer of a service's scheduler, where it has one.
  func beginSchedulerTimer(of service: VirtualService) {
    guard let interval = service.scheduler.timerInterval else { return }
    let timer = Connection(record: storage.insert(.timer))
    service.schedulerTimer = timer
    schedulerTimers[timer.record] = service
    timers.arm(timer.record, after: interval &* clock.ticksPerSecond, now: clock.now)
  }

  /// Ends the timer of a service's scheduler.
  func endSchedulerTimer(of service: VirtualService) {
    guard let timer = service.schedulerTimer else { return }
    timers.disarm(timer.record)
    schedulerTimers[timer.record] = nil
    service.schedulerTimer = nil
    storage.remove(timer.record)
  }

  /// Lets a scheduler do what it does from time to time, and arms its timer again.
  ///
  /// The servers that it lets go are free a little later (after a grace period of RCU): a visit to the
  /// trash in the same tick does not find them idle yet.
  func schedulerTimerWentOff(of service: VirtualService) -> [ServerState] {
    guard let timer = service.schedulerTimer, let interval = service.scheduler.timerInterval else {
      return []
    }
    defer { timers.arm(timer.record, after: interval &* clock.ticksPerSecond, now: clock.now) }
    return service.scheduler.timerWentOff(clock.now, settings: sysctls.engine)
  }
}
