/// When a director looks at its counters: they are shown as they were at the last look.
///
/// The looks are numbered from 1. Nothing is done at a look: whoever counts or shows finds out
/// whether there was one since.
struct Estimator {
  private let estimation: KernelProfile.Estimation
  private let period: UInt64
  private let ticksPerSecond: UInt64
  /// When the look after the first `taken` ones is; nil while a thread has not begun.
  private var next: UInt64?
  /// How many looks there were when estimation was last turned on.
  private var taken: UInt64 = 0
  /// The number of the last look before estimation was turned off; nil while it is on.
  private var stoppedAt: UInt64?
  /// Whether a thread has something to look at.
  private var isWanted = false
  /// Whether a thread has been there before.
  private var hasBegun = false

  /// The last answer to which look was the last, and from when until before when it is right.
  private var answer: UInt64 = 0
  private var answeredFrom: UInt64 = .max
  private var answeredUntil: UInt64 = 0

  /// How often the kernel looks, in seconds; its timer is late by up to a granule.
  private static let interval: UInt64 = 2

  init(
    _ estimation: KernelProfile.Estimation, start: UInt64, wheel: TimerWheel,
    ticksPerSecond: UInt64
  ) {
    self.estimation = estimation
    self.ticksPerSecond = ticksPerSecond
    let whole = Estimator.interval &* ticksPerSecond
    switch estimation {
    case .timer:
      period = wheel.due(after: whole, now: 0, ticksPerSecond: ticksPerSecond).jiffies
      next = start
    case .thread:
      period = whole
    }
  }

  /// The number of the last look; 0 before the first.
  ///
  /// It is asked for with every packet, so the last answer is kept for as long as it is right.
  mutating func lastLook(at now: UInt64) -> UInt64 {
    if now >= answeredFrom, now < answeredUntil { return answer }
    (answer, answeredFrom, answeredUntil) = (stoppedAt ?? taken, now, .max)
    if stoppedAt == nil, let next {
      if now < next {
        answeredUntil = next
      } else {
        let periods = (now &- next) / period
        answer = taken &+ periods &+ 1
        answeredUntil = next &+ (periods &+ 1) &* period
      }
    }
    return answer
  }

  /// A thread begins with the first service, and stays when the last one goes.
  mutating func serviceWasAdded(at now: UInt64) {
    isWanted = true
    answeredUntil = 0
    if estimation == .thread, next == nil, stoppedAt == nil { begin(at: now) }
  }

  /// Turns estimation on or off.
  mutating func setRunning(_ isRunning: Bool, at now: UInt64) {
    defer { answeredUntil = 0 }
    switch (isRunning, stoppedAt) {
    case (false, nil):
      stoppedAt = lastLook(at: now)
    case (true, let last?):
      stoppedAt = nil
      switch estimation {
      case .timer:
        // The timer went on, and nothing was looked at.
        if let next, now >= next { self.next = next &+ ((now &- next) / period &+ 1) &* period }
        taken = last
      case .thread:
        taken = last
        if isWanted { begin(at: now) }
      }
    case (true, nil), (false, .some):
      break
    }
  }

  /// A thread begins its round of two seconds, at the end of which it comes to what there is.
  ///
  /// How much earlier than after two seconds that is was measured in slots, for as many servers as
  /// a round begins with, and for a thread that could look around for two seconds before it was
  /// stopped.
  private mutating func begin(at now: UInt64) {
    let early = hasBegun ? ticksPerSecond / 10 : ticksPerSecond / 50
    next = now &+ period &- early
    hasBegun = true
  }
}
