import IPVS

/// Packets between one client and the server that it gets, in a fixed number of slots.
struct Exchange: Sendable {
  /// What the packets are for.
  var purpose: Purpose
  /// The transport protocol.
  var transport: TransportProtocol
  /// Where the client's packets come from.
  var client: Endpoint
  /// Where the client's packets go to.
  var virtual: Endpoint
  /// The firewall mark of the client's packets.
  var mark: UInt32 = 0
  /// What its datagrams carry.
  var payload = Payload.none

  /// What an exchange is for.
  enum Purpose: Hashable, Sendable {
    /// One packet of the client.
    case packet(Content)
    /// A new connection.
    case connect
    /// Its orderly end, begun by one of the two.
    case close(by: End)
    /// Its breaking off by one of the two.
    case reset(by: End)
  }

  /// The two between which packets go.
  enum End: Hashable, Sendable {
    case client
    case server

    var other: End {
      switch self {
      case .client: .server
      case .server: .client
      }
    }
  }

  /// What makes packets of one protocol different.
  struct Content: Hashable, Sendable {
    /// TCP's flags.
    var flags: TCPFlags = []
    /// SCTP's chunks.
    var chunks = SCTPChunks.none
  }

  /// One packet of an exchange.
  struct Part: Hashable, Sendable {
    var sender: End
    var content: Content

    init(sender: End, content: Content) {
      self.sender = sender
      self.content = content
    }

    init(sender: End, flags: TCPFlags) {
      self.init(sender: sender, content: Content(flags: flags))
    }

    init(sender: End, chunk: SCTPChunk) {
      self.init(sender: sender, content: Content(chunks: SCTPChunks(chunk)))
    }
  }

  /// What names the connection to which the packets belong.
  var flow: Flow { Flow(transport: transport, client: client, virtual: virtual) }

  /// The packets, each in a slot of its own.
  var parts: [Part] {
    switch purpose {
    case .packet(let content):
      [Part(sender: .client, content: content)]
    case .connect where transport == .sctp:
      [
        Part(sender: .client, chunk: .initiation), Part(sender: .server, chunk: .initiationAck),
        Part(sender: .client, chunk: .cookieEcho), Part(sender: .server, chunk: .cookieAck),
      ]
    case .close(let first) where transport == .sctp:
      [
        Part(sender: first, chunk: .shutdown), Part(sender: first.other, chunk: .shutdownAck),
        Part(sender: first, chunk: .shutdownComplete),
      ]
    case .reset(let sender) where transport == .sctp:
      [Part(sender: sender, chunk: .abort)]
    case .connect where transport == .tcp:
      [
        Part(sender: .client, flags: .syn), Part(sender: .server, flags: [.syn, .ack]),
        Part(sender: .client, flags: .ack),
      ]
    case .connect:
      [Part(sender: .client, flags: []), Part(sender: .server, flags: [])]
    case .close(let first):
      [
        Part(sender: first, flags: [.fin, .ack]), Part(sender: first.other, flags: [.fin, .ack]),
        Part(sender: first, flags: .ack),
      ]
    case .reset(let sender):
      [Part(sender: sender, flags: .rst)]
    }
  }

  /// How many slots it takes, whatever becomes of the packets.
  var slots: UInt64 {
    switch purpose {
    case .packet, .reset: 1
    case .connect where transport == .sctp: 4
    case .connect, .close: 3
    }
  }

  /// Whether it needs a connection that was begun before.
  var continuesFlow: Bool {
    switch purpose {
    case .packet, .connect: false
    case .close, .reset: true
    }
  }
}

/// What names a connection on the clients' side.
struct Flow: Hashable, Sendable {
  var transport: TransportProtocol
  var client: Endpoint
  var virtual: Endpoint
}
