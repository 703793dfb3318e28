/// Time: jiffies, counted from a start, HZ of them a second.
struct Clock {
  /// HZ.
  let ticksPerSecond: UInt64
  /// The jiffies at slot 0.
  let start: UInt64
  /// The present jiffies.
  var now: UInt64
  /// The present slot.
  var slot: UInt64 = 0

  init(ticksPerSecond: Int, start: UInt64) {
    self.ticksPerSecond = UInt64(clamping: max(1, ticksPerSecond))
    self.start = min(start, Clock.last)
    now = self.start
  }

  /// The last jiffies that a clock comes to: far enough from the end for every timeout.
  private static let last: UInt64 = 1 << 62

  /// Slots a second.
  static let slotsPerSecond: UInt64 = 50

  /// The jiffies at a slot; the last ones where the slot is beyond them.
  func jiffies(at slot: UInt64) -> UInt64 {
    let (seconds, rest) = slot.quotientAndRemainder(dividingBy: Clock.slotsPerSecond)
    let whole = seconds.multipliedReportingOverflow(by: ticksPerSecond)
    guard !whole.overflow else { return Clock.last }
    let sum = start.addingReportingOverflow(whole.partialValue)
    let part = rest &* ticksPerSecond / Clock.slotsPerSecond
    let all = sum.partialValue.addingReportingOverflow(part)
    return sum.overflow || all.overflow ? Clock.last : min(all.partialValue, Clock.last)
  }

  /// Whole seconds until a time, as the kernel prints them: 32 bits of milliseconds, rounded down.
  func secondsLeft(until time: UInt64) -> UInt64 {
    guard time > now else { return 0 }
    let left = time - now
    let (seconds, rest) = left.quotientAndRemainder(dividingBy: ticksPerSecond)
    let milliseconds = UInt32(
      truncatingIfNeeded: seconds &* 1000 &+ rest &* 1000 / ticksPerSecond)
    return UInt64(milliseconds / 1000)
  }
}
