internal import IPVS

/// A cable between two directors: time passes for both together, and what a master sends reaches the
/// other one's backup at once.
///
/// Of what is due in one tick, timers come first, then the threads of the masters, the first director's
/// before the second's.
final class SynchronizationLink {
  // The directors own the cable; one that ends lets go of it.
  private unowned(unsafe) var first: SimulatedDirector?
  private unowned(unsafe) var second: SimulatedDirector?
  /// The name of the interface at both ends.
  let interface: ByteString

  /// Joins two directors with the same clock.
  init(_ first: SimulatedDirector, _ second: SimulatedDirector, interface: ByteString) {
    self.first = first
    self.second = second
    self.interface = interface
    for director in [first, second] { director.link = self }
  }

  /// Lets go of a director that ends.
  func leave(_ director: SimulatedDirector) {
    if director === first { first = nil } else { second = nil }
  }

  private var directors: [SimulatedDirector] { [first, second].compactMap { $0 } }

  /// Lets time pass until some jiffies; what is due by then happens in its order.
  func runTimers(until end: UInt64) {
    let directors = directors
    while let time = directors.compactMap({ $0.nextEvent }).min(), time <= end {
      for director in directors {
        director.fireTimers(at: time)
      }
      for director in directors { director.lookAfterSender(at: time) }
    }
    for director in directors { director.clock.now = max(director.clock.now, end) }
  }

  /// Carries a master's packet to the other director, where a backup may hear it.
  ///
  /// It hears what comes by its interface, to its group and port, is no longer than it is ready for
  /// and has its number; with the number 0 it hears everybody.
  func carry(_ buffer: SyncBuffer, of daemon: SyncDaemon, from sender: SimulatedDirector) {
    guard let receiver = sender === first ? second : first,
      let backup = receiver.syncDaemons[.backup],
      daemon.interface == interface, backup.interface == interface,
      backup.group == daemon.group, backup.port == daemon.port,
      backup.syncID == 0 || backup.syncID == daemon.syncID,
      buffer.length <= Int(backup.maximumLength)
    else { return }
    receiver.receive(buffer.messages)
  }
}

extension SimulatedDirector {
  /// The jiffies at which something is due next.
  fileprivate var nextEvent: UInt64? {
    let timer = timers.next(after: clock.now)
    guard let sender = syncSender else { return timer }
    let look = max(sender.nextLook, clock.now)
    return timer.map { min($0, look) } ?? look
  }

  /// Lets the thread of a master look if it is time.
  fileprivate func lookAfterSender(at now: UInt64) {
    guard var sender = syncSender, sender.nextLook <= now else { return }
    let sent = sender.look(now: now)
    syncSender = sender
    for buffer in sent { link?.carry(buffer, of: sender.daemon, from: self) }
  }

  /// A daemon was started or stopped: a master begins with nothing, and what it has not sent is lost.
  func syncDaemonsChanged() {
    guard link != nil else { return }
    guard let daemon = syncDaemons[.master] else {
      syncSender = nil
      return
    }
    if syncSender == nil {
      syncSender = SyncSender(
        daemon, now: clock.now, wheel: wheel, ticksPerSecond: clock.ticksPerSecond)
    }
  }
}
