internal import IPVS

extension SimulatedDirector {
  /// A client's packet of a connection: counted, and perhaps told to the backup (`ip_vs_sync_conn`).
  func noteRequest(_ connection: Connection) {
    let threshold = sysctls.synchronization.threshold
    var packets = threshold
    if !connection.isOnePacket {
      syncHistory[connection].packets &+= 1
      packets = syncHistory[connection].packets
    }
    tellBackup(of: connection, packets: packets)
  }

  /// An error that goes to the server: one packet more where addresses stay as they are, and the
  /// backup is not told.
  func noteError(_ connection: Connection) {
    guard connection.forwarding != .masquerade else { return }
    connection.record.pointee.countPacket()
    if link != nil { syncHistory[connection].packets &+= 1 }
  }

  /// An entry that got another leg is told as if its packets were just so many.
  func noteExtraLeg(_ entry: Connection) {
    tellBackup(of: entry, packets: sysctls.synchronization.threshold)
  }

  /// Tells of an entry and of whom it belongs to, each if that is to be told.
  ///
  /// With version 1 a connection's packet counts for its template too, whether the connection is told
  /// or not; with version 0 the template is told together with it.
  private func tellBackup(of entry: Connection, packets: UInt32) {
    guard syncSender != nil else { return }
    let settings = sysctls.synchronization
    var told: Connection? = entry
    var packets = packets
    while let entry = told {
      let isTold = isToBeTold(entry, packets: packets, settings)
      if isTold { tell(of: entry, settings.version) }
      switch settings.version {
      case .zero where !isTold: return
      case .zero, .one: break
      }
      told = entry.controller
      packets = told.map { countForController($0, settings) } ?? 0
    }
  }

  private func countForController(_ controller: Connection, _ settings: SyncSettings) -> UInt32 {
    switch controller.kind {
    case .connection: return settings.threshold
    case .template:
      syncHistory[controller].packets &+= 1
      return syncHistory[controller].packets
    }
  }

  /// Whether an entry is to be told, which is noted then (`ip_vs_sync_conn_needed`).
  private func isToBeTold(
    _ entry: Connection, packets: UInt32, _ settings: SyncSettings
  ) -> Bool {
    if entry.isOnePacket { return false }
    if settings.persistMode != 0, entry.controller?.kind == .template { return false }
    if settings.version == .zero, entry.key.client.address.family != .ipv4 { return false }
    var notes = syncHistory[entry]
    var end = (clock.now &+ entry.timeout) & ~3
    var isNewState = false
    switch (entry.kind, entry.key.transport) {
    case (.connection, .tcp):
      guard entry.tcpState.isTold else { return false }
      isNewState = entry.tcpState != .established && entry.syncState != notes.toldState
    case (.connection, .sctp):
      guard entry.sctpState.isTold else { return false }
      isNewState = entry.sctpState != .established && entry.syncState != notes.toldState
    case (.template, _), (.connection, _): break
    }
    if !isNewState {
      let period = UInt64(clamping: settings.refreshPeriod) &* clock.ticksPerSecond
      if period > 0 {
        guard let repetitions = repetitions(of: entry, notes, end: end, period: period, settings)
        else { return false }
        end |= repetitions
      }
      if settings.period > 0 {
        guard entry.kind == .template || packets % settings.period == settings.threshold else {
          return false
        }
      } else if period == 0, packets != settings.threshold {
        return false
      }
    }
    notes.toldState = entry.syncState
    notes.toldEnd = end
    syncHistory[entry] = notes
    return true
  }

  /// How often an entry has been told again within its refresh period if it is told now; nil where it
  /// is not to be.
  private func repetitions(
    of entry: Connection, _ notes: SyncHistory.Notes, end: UInt64, period: UInt64,
    _ settings: SyncSettings
  ) -> UInt64? {
    let told = notes.toldEnd & ~3
    let difference = end > told ? end - told : told - end
    guard difference < min(period, max(entry.timeout / 2, 10 &* clock.ticksPerSecond)) else {
      return 0
    }
    let repetitions = notes.toldEnd & 3
    guard Int64(repetitions) < settings.retries,
      clock.now &+ entry.timeout >= told &+ period / 8
    else { return nil }
    return repetitions + 1
  }

  private func tell(of entry: Connection, _ version: SyncMessage.Version) {
    var message = SyncMessage(
      key: entry.key, destination: entry.destination, forwarding: entry.forwarding,
      seesNoOutput: entry.seesNoOutput, isInactive: entry.isInactive, state: entry.syncState)
    switch version {
    case .zero: break
    case .one:
      message.details = SyncMessage.Details(
        timeout: UInt32(clamping: entry.timeout / clock.ticksPerSecond),
        mark: syncHistory[entry].mark,
        engineData: connections.callID(of: entry).map { callID in
          ConnectionEntry.EngineData(engine: "sip", data: callID)
        })
    }
    syncSender?.add(message, version, now: clock.now)
  }
}

extension TCPState {
  /// Whether a master tells of connections in it.
  fileprivate var isTold: Bool {
    switch self {
    case .established, .finWait, .timeWait, .close, .closeWait: true
    case .none, .synSent, .synReceived, .lastAck, .listen, .synAck: false
    }
  }
}

extension SCTPState {
  /// Whether a master tells of associations in it.
  fileprivate var isTold: Bool {
    switch self {
    case .established, .shutdownSent, .shutdownReceived, .shutdownAckSent, .closed: true
    case .none, .initReceived, .initSeen, .cookieSent, .cookieReplied, .cookieWait, .cookie,
      .cookieEchoed, .rejected:
      false
    }
  }
}

extension Connection {
  /// The state as messages have it.
  var syncState: UInt8 {
    get {
      switch kind {
      case .template: isAssured ? 1 : 0
      case .connection: record.pointee.state
      }
    }
    nonmutating set {
      switch kind {
      case .template: isAssured = newValue != 0
      case .connection: record.pointee.state = newValue
      }
    }
  }
}
