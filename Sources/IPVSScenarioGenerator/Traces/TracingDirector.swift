public import IPVS
public import IPVSOperations

/// A director that traces every client's packet that could begin something, and compares the trace with
/// what becomes of the packet.
public final class TracingDirector<Base: Director & DataPlane>: Director, DataPlane {
  /// The director.
  public let base: Base
  /// What was compared.
  public private(set) var tally = TraceTally()
  /// The traces that were wrong.
  public private(set) var misses: [TraceComparison] = []

  private let facts: KernelFacts
  private let take: ((Base, _ slot: UInt64) throws(DirectorError) -> any Director)?
  private var taken: (any Director)?
  private var slot: UInt64?

  /// Wraps a director.
  ///
  /// - Parameters:
  ///   - facts: what is to be known of its kernel.
  ///   - take: reads what a director shows at the beginning of a slot, for a kernel whose clock does not
  ///     wait: traces are made of that, after the packet was sent. Nil asks the director itself.
  public init(
    _ base: Base, facts: KernelFacts,
    take: ((Base, _ slot: UInt64) throws(DirectorError) -> any Director)? = nil
  ) {
    self.base = base
    self.facts = facts
    self.take = take
  }

  private func compare(
    _ packet: Packet, _ send: () throws(DataPlaneError) -> Verdict
  ) throws(DataPlaneError) -> Verdict {
    guard let request = TraceComparison.request(for: packet) else { return try send() }
    if let taken {
      let verdict = try send()
      note(packet, try traces(request, on: taken), verdict)
      return verdict
    }
    let traces = try traces(request, on: base)
    let verdict = try send()
    note(packet, traces, verdict)
    return verdict
  }

  /// The answer to a question, and those to questions that say less of the same packet.
  private func traces(
    _ request: TraceRequest, on director: any Director
  ) throws(DataPlaneError) -> [Trace] {
    var traces = [try trace(request, on: director)]
    for vague in TraceComparison.vagueRequests(traces[0]) {
      traces.append(try trace(vague, on: director))
    }
    return traces
  }

  private func trace(
    _ request: TraceRequest, on director: any Director
  ) throws(DataPlaneError) -> Trace {
    do throws(DirectorError) {
      return try Trace(request, on: director, facts: facts)
    } catch {
      throw DataPlaneError(.packet, error.errno)
    }
  }

  private func note(_ packet: Packet, _ traces: [Trace], _ verdict: Verdict) {
    for (place, trace) in traces.enumerated() {
      let comparison = TraceComparison(packet, trace, verdict)
      if place == 0 {
        tally.add(trace, verdict: verdict.kind)
      } else {
        tally.add(vague: trace)
      }
      if !comparison.holds { misses.append(comparison) }
    }
  }
}

// The data plane.
extension TracingDirector {
  /// Lays the network.
  public func prepare(_ network: Network) throws(DataPlaneError) { try base.prepare(network) }

  /// Lets time pass until a slot.
  public func advance(to slot: UInt64) throws(DataPlaneError) {
    if let take, self.slot != slot {
      do throws(DirectorError) {
        taken = try take(base, slot)
      } catch {
        throw DataPlaneError(.packet, error.errno)
      }
    }
    self.slot = slot
    try base.advance(to: slot)
  }

  /// Sends one packet, and compares.
  public func send(_ packet: Packet) throws(DataPlaneError) -> Verdict {
    try compare(packet) { () throws(DataPlaneError) in try base.send(packet) }
  }

  /// Sends one ICMP error.
  public func send(_ error: ICMPError) throws(DataPlaneError) -> Verdict { try base.send(error) }

  /// Sends a datagram, and compares.
  public func send(
    _ packet: Packet, carrying data: ByteString
  ) throws(DataPlaneError) -> Verdict {
    try compare(packet) { () throws(DataPlaneError) in
      try base.send(packet, carrying: data)
    }
  }
}

// The director.
extension TracingDirector {
  /// The version of IPVS and the size of the connection table.
  public func information() throws(DirectorError) -> DirectorInformation {
    try base.information()
  }

  /// All services with their destinations.
  public func services() throws(DirectorError) -> [Service] { try base.services() }

  /// One service with its destinations.
  public func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    try base.service(identity)
  }

  /// The timeouts in force.
  public func timeouts() throws(DirectorError) -> Timeouts { try base.timeouts() }

  /// The synchronization daemons that run.
  public func daemons() throws(DirectorError) -> [SyncDaemon] { try base.daemons() }

  /// Hands out the connections and templates.
  public func forEachConnection(
    _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError) {
    try base.forEachConnection(body)
  }

  /// Carries out changes.
  public func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    try base.submit(changes)
  }

  /// The names of all settings.
  public func sysctlNames() throws(DirectorError) -> [SysctlName] { try base.sysctlNames() }

  /// The value of a setting.
  public func sysctl(_ name: SysctlName) throws(DirectorError) -> String { try base.sysctl(name) }

  /// Gives a setting a value.
  public func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    try base.setSysctl(name, to: value)
  }
}
