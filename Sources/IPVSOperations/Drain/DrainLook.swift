/// What one look at a server that is being drained found.
public struct DrainLook: Hashable, Sendable {
  /// What is left, for each target in its order.
  public var remainders: [Remainder]
  /// When it can be over; nil where the connection table was not read, or nothing is left.
  public var estimate: DrainEstimate?
  /// What somebody else did meanwhile to a server that is drained; then nothing else is known.
  public var interference: DrainInterference?
  /// Whether all is gone that is waited for.
  public var isEmpty: Bool

  /// What a server still has in one service.
  public struct Remainder: Hashable, Sendable {
    /// Active connections.
    public var active: UInt32 = 0
    /// The other connections.
    public var inactive: UInt32 = 0
    /// Templates that bring new connections of their clients to the server.
    public var templates: UInt32 = 0
    /// Templates that were renamed to port 65535: they bring nobody, and only wait for their timers.
    public var renamedTemplates: UInt32 = 0

    /// Nothing.
    public init() {}
  }

  /// What is left in all services together.
  public var total: Remainder {
    remainders.reduce(into: Remainder()) { sum, one in
      sum.active &+= one.active
      sum.inactive &+= one.inactive
      sum.templates &+= one.templates
      sum.renamedTemplates &+= one.renamedTemplates
    }
  }
}

/// What somebody else did to a server while it was being drained.
public enum DrainInterference: Hashable, Sendable {
  /// The service is gone.
  case serviceRemoved(DrainTarget)
  /// The server is gone from the service.
  case serverRemoved(DrainTarget)
  /// The server has a weight again, and gets new clients.
  case weightSet(DrainTarget, Int32)
}

/// When a server can be empty, counted from the moment at which its connection table was read.
public struct DrainEstimate: Hashable, Sendable {
  /// Seconds before which it cannot be empty, whatever packets come.
  ///
  /// That is the time that templates and UDP connections have at least; a TCP or SCTP connection can be
  /// ended by a packet.
  public var notBefore: UInt64
  /// Seconds after which it is empty if no more packets come.
  ///
  /// It is too short only for entries whose timers were set by values that have been changed since.
  public var by: UInt64

  /// An estimate.
  public init(notBefore: UInt64, by: UInt64) {
    self.notBefore = notBefore
    self.by = by
  }
}
