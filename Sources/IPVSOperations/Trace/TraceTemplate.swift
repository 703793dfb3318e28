public import IPVS
internal import IPVSSimulator

/// The template of a client, and whether it decides.
public struct TraceTemplate: Hashable, Sendable {
  /// By what it is looked for.
  public var key: TemplateKey
  /// What was found with the key; more than one only where a persistence engine tells them apart.
  public var found: [Found]
  /// Templates that seem to have been this client's until they were rejected, and wait for their end under
  /// another name; some of them.
  public var rejected: [ConnectionEntry]

  /// A template with the key.
  public struct Found: Hashable, Sendable {
    /// The row of the table.
    public var entry: ConnectionEntry
    /// The servers that may be its own; none where it was removed.
    public var servers: [Destination]
    /// What may become of it; one where it is certain.
    public var fates: [Fate]
    /// When it ends if its client does not come again.
    public var end: End
  }

  /// What becomes of a template when a new connection asks for it.
  public enum Fate: String, Hashable, Sendable, CaseIterable {
    /// It decides.
    case decides = "decides"
    /// It is rejected: its server was removed.
    case rejectedServerRemoved = "rejected-server-removed"
    /// It is rejected: its server has weight 0, and `expire_quiescent_template` is set.
    case rejectedWeightZero = "rejected-weight-zero"
  }

  /// When a template ends if its client does not come again.
  public struct End: Hashable, Sendable {
    /// Whole seconds until its timer is due.
    public var secondsLeft: UInt64
    /// How many connections it seems to control: at its time it lives on for another 60 s while there is
    /// one.
    public var connections: Int
    /// When the last of these ends at the earliest, in seconds from now; 0 where there is none.
    public var lastConnectionSeconds: UInt64
    /// When it ends at the earliest, in seconds from now.
    public var earliest: UInt64
    /// When it has ended at the latest, in seconds from now, if no packet comes any more; nil where the
    /// kernel's ticks are not known.
    ///
    /// How late a timer is goes by the timeout with which it was armed: the service's present one, and that
    /// of connections as it is at the start, are taken for it.
    public var latest: UInt64?
  }
}

extension TraceTemplate.End {
  /// The end of a template.
  ///
  /// A timer is late by up to a granule of the kernel's timer wheel, and what is shown of it is rounded
  /// down.
  ///
  /// - Parameter timeout: the service's persistence timeout in seconds.
  init(
    _ entry: ConnectionEntry, _ controlled: ControlledConnections, timeout: UInt64,
    ticksPerSecond: UInt64?
  ) {
    secondsLeft = entry.secondsLeft
    connections = controlled.count
    lastConnectionSeconds = controlled.lastSeconds
    earliest = max(entry.secondsLeft, controlled.lastSeconds)
    guard let ticksPerSecond, ticksPerSecond > 0 else { return }
    func lateness(_ seconds: UInt64) -> UInt64 {
      let ticks = TimerWheel.wheel.greatestLateness(
        ofTimeout: seconds, ticksPerSecond: ticksPerSecond)
      return (ticks + ticksPerSecond - 1) / ticksPerSecond
    }
    let own = entry.secondsLeft + 1 + lateness(max(timeout, entry.secondsLeft + 1))
    guard controlled.count > 0 else {
      latest = own
      return
    }
    let last = controlled.lastSeconds + 1 + lateness(max(900, controlled.lastSeconds + 1))
    latest = last < entry.secondsLeft ? own : max(own, last + Self.leg + lateness(Self.leg))
  }

  /// What a template gets when its time is over and it has connections, in seconds.
  static let leg: UInt64 = 60
}
