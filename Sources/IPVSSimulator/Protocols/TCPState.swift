internal import IPVS

/// The state of a TCP connection, as IPVS sees it.
enum TCPState: Int, Hashable, CaseIterable {
  case none
  case established
  case synSent
  case synReceived
  case finWait
  case timeWait
  case close
  case closeWait
  case lastAck
  case listen
  case synAck

  /// The name as the kernel prints it.
  var name: ByteString {
    switch self {
    case .none: "NONE"
    case .established: "ESTABLISHED"
    case .synSent: "SYN_SENT"
    case .synReceived: "SYN_RECV"
    case .finWait: "FIN_WAIT"
    case .timeWait: "TIME_WAIT"
    case .close: "CLOSE"
    case .closeWait: "CLOSE_WAIT"
    case .lastAck: "LAST_ACK"
    case .listen: "LISTEN"
    case .synAck: "SYNACK"
    }
  }

  /// How long a connection stays in it without a packet, in seconds, where no command changed it.
  var defaultTimeout: UInt32 {
    switch self {
    case .none: 2
    case .established: 900
    case .synSent, .finWait, .timeWait, .listen, .synAck: 120
    case .synReceived, .closeWait: 60
    case .close: 10
    case .lastAck: 30
    }
  }

  /// Whether a connection in it counts as active.
  var isActive: Bool {
    switch self {
    case .established, .synSent, .synReceived, .synAck: true
    case .none, .finWait, .timeWait, .close, .closeWait, .lastAck, .listen: false
    }
  }
}

/// What of a packet's flags moves the state: the first that is there.
enum TCPEvent: Int, Hashable, CaseIterable {
  case syn
  case fin
  case ack
  case reset

  /// The event of a packet; nil where none of the four flags is set.
  init?(_ flags: TCPFlags) {
    if flags.contains(.rst) {
      self = .reset
    } else if flags.contains(.syn) {
      self = .syn
    } else if flags.contains(.fin) {
      self = .fin
    } else if flags.contains(.ack) {
      self = .ack
    } else {
      return nil
    }
  }
}

/// From which side a packet moves the state of a connection.
enum PacketDirection: Int, Hashable, CaseIterable {
  /// From the client.
  case input
  /// From the server.
  case output
  /// From the client, where the server's packets do not pass here.
  case inputOnly
}
