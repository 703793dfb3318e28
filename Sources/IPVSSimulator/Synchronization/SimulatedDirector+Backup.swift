internal import IPVS

extension SimulatedDirector {
  /// Takes messages of a master, the oldest first (`ip_vs_process_message`).
  func receive(_ messages: [SyncMessage]) {
    for message in messages { receive(message) }
  }

  /// Makes an entry of a message, or moves the one that is there (`ip_vs_proc_conn`).
  ///
  /// A template stays with its server. A connection to another server than the message's ends, and
  /// another is made, if the message is of an active one; else the message is passed over.
  private func receive(_ message: SyncMessage) {
    var key = message.key
    // A rejected template that keeps its virtual port has one here; it moves the valid one all the
    // same, and is made as what it is only where there is none.
    if key.kind == .template { key.client.port = 0 }
    let found = connections.template(
      PackedKey(key), callID: message.details?.engineData?.data)
    if let found, found.kind == .template || found.destination == message.destination {
      bindLate(found)
      return take(message, for: found)
    }
    if let found {
      guard !message.isInactive else { return }
      expireNow(found)
    }
    if let made = makeEntry(of: message) { take(message, for: made) }
  }

  /// The server of an entry, if it is in a service here (`ip_vs_find_dest`).
  ///
  /// The service is looked for as for a packet. A server without a port of its own is found by the
  /// port 0.
  private func server(at destination: Endpoint, of key: ConnectionKey, mark: UInt32) -> ServerState?
  {
    let packet = Packet(
      transport: key.transport, source: key.client, destination: key.virtual, mark: mark)
    guard let service = serviceTable.service(for: packet) else { return nil }
    return service.server(at: destination)
      ?? service.server(at: Endpoint(destination.address, port: 0))
  }

  private func makeEntry(of message: SyncMessage) -> Connection? {
    let mark = message.details?.mark ?? 0
    let server = server(at: message.destination, of: message.key, mark: mark)
    guard
      let entry = make(
        key: PackedKey(message.key), callID: message.details?.engineData?.data,
        destination: message.destination,
        forwarding: server?.details.forwarding ?? message.forwarding, to: server,
        isOnePacket: false)
    else { return nil }
    // What the master has seen of the server counts only where no server here says otherwise.
    if server == nil {
      entry.seesNoOutput = message.seesNoOutput
      entry.isInactive = message.isInactive
    }
    if mark != 0 { syncHistory[entry].mark = mark }
    return entry
  }

  /// Gives an entry its server if that was not here when it was made (`ip_vs_try_bind_dest`).
  private func bindLate(_ entry: Connection) {
    guard entry.server == nil,
      let server = server(
        at: entry.destination, of: entry.key, mark: syncHistory[entry].mark)
    else { return }
    // Replies are found by a key that hangs on the method.
    let callID = connections.callID(of: entry)
    connections.remove(entry)
    entry.setServer(server)
    entry.isInactive = true
    connections.insert(entry, callID: callID)
    bind(entry)
  }

  private func take(_ message: SyncMessage, for entry: Connection) {
    let seconds = message.details?.timeout ?? 0
    switch (entry.kind, entry.key.transport) {
    case (.template, _):
      entry.timeout = jiffies(seconds != 0 ? seconds : SimulatedDirector.templateTimeout)
    case (.connection, .tcp):
      let state = TCPState(rawValue: Int(message.state)) ?? .none
      count(entry, asActive: state.isActive)
      entry.timeout = jiffies(seconds != 0 ? seconds : protocolTimeouts[state])
    case (.connection, .sctp):
      let state = SCTPState(rawValue: message.state) ?? .none
      count(entry, asActive: state == .established)
      entry.timeout = jiffies(seconds != 0 ? seconds : state.timeout)
    case (.connection, _):
      entry.timeout = jiffies(seconds != 0 ? seconds : protocolTimeouts.udpSeconds)
    }
    entry.syncState = message.state
    syncHistory[entry].toldState = message.state
    syncHistory[entry].packets = sysctls.synchronization.threshold
    entry.record.pointee.packets = UInt8(clamping: sysctls.synchronization.threshold)
    armTimer(of: entry)
  }

  /// How long a template lives of which no timeout is told, in seconds.
  private static let templateTimeout: UInt32 = 180
}

extension Connection {
  /// Gives an entry that has none a server, whose method it takes.
  fileprivate func setServer(_ server: ServerState) {
    record.pointee.server = Unmanaged.passUnretained(server)
    record.pointee.forwarding = UInt8(truncatingIfNeeded: server.details.forwarding.rawValue)
    seesNoOutput = server.details.forwarding != .masquerade
  }
}
