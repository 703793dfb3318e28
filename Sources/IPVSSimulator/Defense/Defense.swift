internal import IPVS

/// What is done to keep memory and time while `drop_packet` or `drop_entry` is in force.
struct Defense {
  let clock: DefenseClock
  /// One of so many packets is dropped until the next look; what the settings say after that.
  private var heldRate: Int64 = 0
  private var heldUntil: UInt64 = 0
  /// How many packets may pass until one is dropped (`drop_counter`).
  private var packetsToPass: Int64 = 0
  /// How many entries may stay until one is dropped, by how many packets they have seen.
  private var entriesToStay = [Int](repeating: 0, count: EntryRecord.mostPacketsOfInterest + 1)

  init(clock: DefenseClock) {
    self.clock = clock
  }

  /// The settings were changed.
  ///
  /// A mode that becomes another one is in force at once, and with it the rate; a rate alone with the
  /// next look.
  mutating func settingsChanged(from old: EngineSettings, to new: EngineSettings, now: UInt64) {
    if old.dropPacket != new.dropPacket || old.dropEntry != new.dropEntry
      || old.secureTCP != new.secureTCP
    {
      heldUntil = 0
    } else if old.alwaysDropRate != new.alwaysDropRate {
      heldRate = rate(old, now: now)
      heldUntil = clock.next(after: now)
    }
  }

  /// One of so many packets is dropped; 0 is none.
  private func rate(_ settings: EngineSettings, now: UInt64) -> Int64 {
    if now < heldUntil { return heldRate }
    return settings.dropPacket == EngineSettings.always ? settings.alwaysDropRate : 0
  }

  /// Whether a packet that would begin a connection is dropped (`ip_vs_todrop`).
  mutating func dropsPacket(_ settings: EngineSettings, now: UInt64) -> Bool {
    let rate = rate(settings, now: now)
    guard rate != 0 else { return false }
    packetsToPass &-= 1
    guard packetsToPass <= 0 else { return false }
    packetsToPass = rate
    return true
  }

  /// Whether an entry is dropped that nothing has happened to for a minute, and that has seen so many
  /// packets: one of as many, and none of more than eight.
  mutating func dropsEntry(ofPackets packets: Int) -> Bool {
    guard packets <= EntryRecord.mostPacketsOfInterest else { return false }
    entriesToStay[packets] -= 1
    guard entriesToStay[packets] <= 0 else { return false }
    entriesToStay[packets] = packets
    return true
  }
}
