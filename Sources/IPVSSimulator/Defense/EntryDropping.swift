internal import IPVS

extension SimulatedDirector {
  /// An entry must have been left alone for so long before it is dropped, in seconds.
  private static let idleTime: UInt64 = 60

  /// What the settings changed from: modes of defence act at once, or with the next look.
  func settingsChanged(from old: EngineSettings) {
    defense.settingsChanged(from: old, to: sysctls.engine, now: clock.now)
    armDefenseTimer()
  }

  /// Lets the next look come, as long as there is something to drop.
  private func armDefenseTimer() {
    guard sysctls.engine.dropEntry == EngineSettings.always, !defenseTimer.timer.isPending else {
      return
    }
    let look = defense.clock.next(after: clock.now)
    // Short timers of the wheel are a granule late, and a look is at a granule's end.
    let after = look &- clock.now &- (wheel == .wheel ? 1 : 0)
    timers.arm(defenseTimer.record, after: after, now: clock.now)
  }

  /// Drops entries of chains that chance picks, one of 32 (`ip_vs_random_dropentry`).
  ///
  /// Which entries share a chain is another matter here than in a kernel: those that have a Call-ID
  /// have none, and are picked one by one.
  func dropEntries() {
    guard sysctls.engine.dropEntry == EngineSettings.always else { return }
    for entry in connections.some(chance) where entry.isHashed && isToBeDropped(entry) {
      delete(entry)
    }
    armDefenseTimer()
  }

  /// Whether an entry is dropped where it is come by.
  ///
  /// None that controls others. Of connections those that have just begun, and old ones that saw
  /// few packets; of templates old ones that were never assured.
  private func isToBeDropped(_ entry: Connection) -> Bool {
    guard entry.controlled == 0 else { return false }
    switch entry.kind {
    case .template: return !entry.isAssured && isOldAndUnlucky(entry)
    case .connection: break
    }
    switch entry.key.transport {
    case .tcp:
      switch entry.tcpState {
      case .synReceived, .synAck: return true
      case .established: return isOldAndUnlucky(entry)
      case .none, .synSent, .finWait, .timeWait, .close, .closeWait, .lastAck, .listen:
        return false
      }
    case .sctp:
      switch entry.sctpState {
      case .initReceived, .initSeen: return true
      case .established: return isOldAndUnlucky(entry)
      case .none, .cookieSent, .cookieReplied, .cookieWait, .cookie, .cookieEchoed,
        .shutdownSent, .shutdownReceived, .shutdownAckSent, .rejected, .closed:
        return false
      }
    default: return isOldAndUnlucky(entry)
    }
  }

  private func isOldAndUnlucky(_ entry: Connection) -> Bool {
    let begin = entry.timer.expires &- entry.timeout
    let minute = SimulatedDirector.idleTime &* clock.ticksPerSecond
    guard clock.now &- begin >= minute else { return false }
    return defense.dropsEntry(ofPackets: Int(entry.record.pointee.packets))
  }
}
