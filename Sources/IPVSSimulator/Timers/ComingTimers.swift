extension SimulatedDirector {
  /// The slots from which on a timer has gone off that is armed now, if nothing happens before:
  /// entries of the connection table are gone or got another 60 s, the trash was visited, `lblc` or
  /// `lblcr` looked at its destinations.
  ///
  /// Sorted; the slot before such a one is the last in which everything is as it was.
  public var comingTimerSlots: [UInt64] {
    (connections.all + [trashTimer] + serviceTable.all.compactMap { $0.schedulerTimer }).map {
      $0.timer
    }.filter { $0.isPending }
      .map { clock.slot(after: timers.time(of: $0, now: clock.now)) }
      .filter { $0 > clock.slot }.sorted()
  }
}

extension Clock {
  /// The first slot at which a time has come.
  fileprivate func slot(after jiffies: UInt64) -> UInt64 {
    let passed = jiffies > start ? jiffies - start : 0
    let (seconds, rest) = passed.quotientAndRemainder(dividingBy: ticksPerSecond)
    let part = (rest &* Clock.slotsPerSecond &+ ticksPerSecond &- 1) / ticksPerSecond
    return seconds &* Clock.slotsPerSecond &+ part
  }
}
