internal import IPVSSimulator

extension ScenarioGenerator {
  /// Lets time pass: a moment, a while, or until a timer of the director goes off or is about to.
  mutating func wait() -> String {
    hasJustWaited = true
    let slots =
      switch random.number(0...99) {
      case 0..<20: UInt64(random.number(1...10))
      case 20..<35: UInt64(random.number(1...20)) * slotsPerSecond
      case 35..<90: slotsToTimer() ?? UInt64(random.number(1...70)) * slotsPerSecond
      default: UInt64(random.number(20...130)) * slotsPerSecond
      }
    // What was used up is not waited for, but that a timer goes off at all is always possible.
    let waited = min(slots, max(patience, 2 * slotsPerSecond))
    patience -= min(patience, waited)
    return "wait \(text(waited))"
  }

  private var slotsPerSecond: UInt64 { 50 }
  private var millisecondsPerSlot: UInt64 { 20 }

  /// How long to wait until the next line is in the last slot before a timer goes off, in the first
  /// one after that, or next to it.
  private mutating func slotsToTimer() -> UInt64? {
    let seconds: UInt64 =
      switch random.number(0...99) {
      case 0..<60: 70
      case 60..<84: 400
      case 84..<97: 1200
      default: 7300
      }
    let horizon = min(seconds * slotsPerSecond, patience)
    let next = nextSlot
    let timed = secondDirector.map { random.chance(50) ? $0 : director } ?? director
    let coming = timed.comingTimerSlots.filter { $0 > next && $0 - next <= horizon }
    guard !coming.isEmpty else { return nil }
    let slot = random.pick(coming)
    let distances: [UInt64] = [1, 1, 0, 0, 0, 2]
    let before = min(random.pick(distances), slot - next)
    let slots = slot - next - before + (random.chance(10) ? 1 : 0)
    return slots == 0 ? nil : slots
  }

  private func text(_ slots: UInt64) -> String {
    let milliseconds = slots * millisecondsPerSlot
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    if seconds == 0 { return "\(rest)ms" }
    return rest == 0 ? "\(seconds)s" : "\(seconds)s\(rest)ms"
  }
}
