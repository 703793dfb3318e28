internal import IPVS

/// The state of an SCTP association, as IPVS sees it.
enum SCTPState: UInt8, Hashable, CaseIterable {
  case none
  case initReceived
  case initSeen
  case cookieSent
  case cookieReplied
  case cookieWait
  case cookie
  case cookieEchoed
  case established
  case shutdownSent
  case shutdownReceived
  case shutdownAckSent
  case rejected
  case closed

  /// The name as the kernel prints it.
  var name: ByteString {
    switch self {
    case .none: "NONE"
    case .initReceived: "INIT1"
    case .initSeen: "INIT"
    case .cookieSent: "C-SENT"
    case .cookieReplied: "C-REPLIED"
    case .cookieWait: "C-WAIT"
    case .cookie: "COOKIE"
    case .cookieEchoed: "C-ECHOED"
    case .established: "ESTABLISHED"
    case .shutdownSent: "S-SENT"
    case .shutdownReceived: "S-RECEIVED"
    case .shutdownAckSent: "S-ACK-SENT"
    case .rejected: "REJECTED"
    case .closed: "CLOSED"
    }
  }

  /// How long a connection stays in it without a packet, in seconds; no command changes that.
  var timeout: UInt32 {
    switch self {
    case .none: 2
    case .initReceived, .rejected: 4
    case .established: 900
    case .initSeen, .cookieSent, .cookieReplied, .cookieWait, .cookie, .cookieEchoed,
      .shutdownSent, .shutdownReceived, .shutdownAckSent, .closed:
      61
    }
  }
}

/// What of a packet's chunks moves the state.
enum SCTPEvent: Int, Hashable, CaseIterable {
  case data
  case initiation
  case initiationAck
  case cookieEcho
  case cookieAck
  case shutdown
  case shutdownAck
  case shutdownComplete
  case error
  case abort

  /// The event of a packet: its first chunk, or the `ABORT` right behind a cookie.
  ///
  /// Chunks that mean nothing for the state count as data. Nil where there is no chunk.
  init?(_ chunks: SCTPChunks) {
    guard let first = chunks.first else { return nil }
    switch first {
    case .initiation: self = .initiation
    case .initiationAck: self = .initiationAck
    case .cookieEcho: self = chunks[1] == .abort ? .abort : .cookieEcho
    case .cookieAck: self = chunks[1] == .abort ? .abort : .cookieAck
    case .shutdown: self = .shutdown
    case .shutdownAck: self = .shutdownAck
    case .shutdownComplete: self = .shutdownComplete
    case .error: self = .error
    case .abort: self = .abort
    default: self = .data
    }
  }
}
