import IPVS

/// How late timers go off, and with how much time a state begins.
struct DrainTimers {
  /// The timeouts that can be set.
  var timeouts: Timeouts
  /// Ticks a second that the kernel may have.
  private let rates: [UInt64]

  /// - Parameter ticksPerSecond: nil where nobody knows: then the latest of the usual rates counts.
  init(timeouts: Timeouts, ticksPerSecond: UInt64?) {
    self.timeouts = timeouts
    rates = ticksPerSecond.map { [max(1, $0)] } ?? [100, 250, 1000]
  }

  /// What a template has after its time is over while it still controls a connection, in seconds.
  static let leg: UInt64 = 60

  /// The most by which a timer of so many seconds is late, in milliseconds.
  ///
  /// The kernel's wheel has levels, each eight times coarser than the one before; each takes up to 63 of
  /// its granules, and a timer goes off at the granule's end.
  func lateness(ofSeconds seconds: UInt64) -> UInt64 {
    rates.map { rate in
      let granule = Self.granule(seconds, rate)
      return (granule * 1000 + rate - 1) / rate
    }.max() ?? 0
  }

  /// How long a leg is that begins when a timer of the same kind has gone off, in milliseconds.
  var laterLeg: ClosedRange<UInt64> {
    let lengths = rates.map { rate in
      let granule = Self.granule(Self.leg, rate)
      return (Self.leg * rate / granule + 1) * granule * 1000 / rate
    }
    return (lengths.min() ?? 0)...((lengths.max() ?? 0) + 1)
  }

  private static func granule(_ seconds: UInt64, _ rate: UInt64) -> UInt64 {
    let ticks = min(seconds, 1 << 32) * rate
    var granule: UInt64 = 1
    while ticks >= 63 * granule, granule < 1 << 24 { granule *= 8 }
    return granule
  }

  /// With how many seconds a connection begins in a state; nil where that is not known.
  func timeout(protocolName: ByteString, state: ByteString) -> UInt64? {
    switch (protocolName, state) {
    case ("UDP", _): UInt64(timeouts.udp)
    case ("TCP", "ESTABLISHED"): UInt64(timeouts.tcp)
    case ("TCP", "FIN_WAIT"): UInt64(timeouts.tcpFin)
    case ("TCP", "SYN_SENT"), ("TCP", "TIME_WAIT"), ("TCP", "LISTEN"), ("TCP", "SYNACK"): 120
    case ("TCP", "SYN_RECV"), ("TCP", "CLOSE_WAIT"): 60
    case ("TCP", "LAST_ACK"): 30
    case ("TCP", "CLOSE"): 10
    case ("TCP", "NONE"): 2
    case ("SCTP", "ESTABLISHED"): 900
    case ("SCTP", _): 61
    default: nil
    }
  }
}
