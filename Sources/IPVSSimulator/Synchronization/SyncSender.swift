internal import IPVS

/// A master daemon: what waits to be sent, and when its thread looks (`sync_thread_master`).
///
/// The thread sends the packets that are full, and the one that is being filled when its first message
/// is two seconds old. It looks once a second, as the timer wheel has it, and soon after a packet is
/// full.
struct SyncSender {
  /// The daemon as it was started.
  let daemon: SyncDaemon
  private var full: [SyncBuffer] = []
  private var open: SyncBuffer?
  /// When the thread's sleep ends, in jiffies.
  private var sleepEnd: UInt64
  /// When it is woken before; nil where nobody does.
  private var call: UInt64?
  private let wheel: TimerWheel
  private let ticksPerSecond: UInt64

  /// At so many full packets the thread is woken at once (`IPVS_SYNC_WAKEUP_RATE`).
  private static let manyPackets = 8

  /// A daemon that begins now.
  init(_ daemon: SyncDaemon, now: UInt64, wheel: TimerWheel, ticksPerSecond: UInt64) {
    self.daemon = daemon
    self.wheel = wheel
    self.ticksPerSecond = ticksPerSecond
    sleepEnd = wheel.due(after: ticksPerSecond, now: now, ticksPerSecond: ticksPerSecond).jiffies
  }

  /// When the thread looks next, in jiffies.
  var nextLook: UInt64 { min(sleepEnd, call ?? sleepEnd) }

  /// Takes a message up.
  mutating func add(_ message: SyncMessage, _ version: SyncMessage.Version, now: UInt64) {
    if var buffer = open {
      open = nil
      if buffer.version == version,
        buffer.append(message, limit: Int(daemon.maximumLength))
      {
        open = buffer
        return
      }
      close(buffer, now: now)
    }
    open = SyncBuffer(message, version, at: now)
  }

  private mutating func close(_ buffer: SyncBuffer, now: UInt64) {
    if full.isEmpty {
      // A fiftieth of a second (`IPVS_SYNC_SEND_DELAY`).
      call =
        wheel.due(
          after: max(1, ticksPerSecond / 50), now: now, ticksPerSecond: ticksPerSecond
        ).jiffies
    }
    full.append(buffer)
    if full.count >= SyncSender.manyPackets { call = now }
  }

  /// The thread looks: takes out what is to be sent, and sleeps again.
  mutating func look(now: UInt64) -> [SyncBuffer] {
    var sent = full
    full = []
    if let buffer = open, now >= buffer.firstUse &+ 2 &* ticksPerSecond {
      sent.append(buffer)
      open = nil
    }
    call = nil
    sleepEnd = wheel.due(after: ticksPerSecond, now: now, ticksPerSecond: ticksPerSecond).jiffies
    return sent
  }
}
