/// The type of a chunk of SCTP, as it stands in a packet.
public struct SCTPChunk: RawRepresentable, Hashable, Sendable {
  /// The number.
  public let rawValue: UInt8

  /// The type with this number.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Data (`DATA`, 0).
  public static let data = SCTPChunk(rawValue: 0)
  /// A new association (`INIT`, 1).
  public static let initiation = SCTPChunk(rawValue: 1)
  /// The answer to `INIT` (`INIT ACK`, 2).
  public static let initiationAck = SCTPChunk(rawValue: 2)
  /// Data are acknowledged (`SACK`, 3).
  public static let selectiveAck = SCTPChunk(rawValue: 3)
  /// Is the other end there? (`HEARTBEAT`, 4).
  public static let heartbeat = SCTPChunk(rawValue: 4)
  /// The answer to `HEARTBEAT` (`HEARTBEAT ACK`, 5).
  public static let heartbeatAck = SCTPChunk(rawValue: 5)
  /// The association is broken off (`ABORT`, 6).
  public static let abort = SCTPChunk(rawValue: 6)
  /// The beginning of the end (`SHUTDOWN`, 7).
  public static let shutdown = SCTPChunk(rawValue: 7)
  /// The answer to `SHUTDOWN` (`SHUTDOWN ACK`, 8).
  public static let shutdownAck = SCTPChunk(rawValue: 8)
  /// Something is wrong (`ERROR`, 9).
  public static let error = SCTPChunk(rawValue: 9)
  /// The client shows the cookie that it got (`COOKIE ECHO`, 10).
  public static let cookieEcho = SCTPChunk(rawValue: 10)
  /// The answer to `COOKIE ECHO` (`COOKIE ACK`, 11).
  public static let cookieAck = SCTPChunk(rawValue: 11)
  /// The answer to `SHUTDOWN ACK` (`SHUTDOWN COMPLETE`, 14).
  public static let shutdownComplete = SCTPChunk(rawValue: 14)

  /// How long a chunk of this type is in a packet here, in bytes: as short as its format allows,
  /// with one word of data, cookie or cause where it has such.
  public var length: Int {
    switch self {
    case .data, .initiation: 20
    case .initiationAck: 28
    case .selectiveAck: 16
    case .heartbeat, .heartbeatAck: 12
    case .shutdown, .error, .cookieEcho: 8
    default: 4
    }
  }
}

/// The chunks of an SCTP packet, in their order: three at most, in one word.
public struct SCTPChunks: Hashable, Sendable {
  /// The count in the lowest byte, above it the first chunk's type, then the second's, the third's.
  private var word: UInt32

  /// How many a packet can have here.
  public static let most = 3
  /// No chunk at all.
  public static let none = SCTPChunks(word: 0)

  private init(word: UInt32) {
    self.word = word
  }

  /// One chunk.
  public init(_ only: SCTPChunk) {
    word = UInt32(only.rawValue) << 8 | 1
  }

  /// Some chunks; those behind the third are left out.
  public init(_ chunks: some Sequence<SCTPChunk>) {
    word = 0
    for chunk in chunks.prefix(SCTPChunks.most) {
      word |= UInt32(chunk.rawValue) << (8 * UInt32(count + 1))
      word += 1
    }
  }

  /// How many there are.
  public var count: Int { Int(word & 0xff) }

  /// The first one.
  public var first: SCTPChunk? { self[0] }

  /// The one at a place, from 0; nil behind the last.
  public subscript(place: Int) -> SCTPChunk? {
    guard place >= 0, place < count else { return nil }
    return SCTPChunk(rawValue: UInt8(truncatingIfNeeded: word >> (8 * UInt32(place + 1))))
  }

  /// All of them.
  public var all: [SCTPChunk] { (0..<count).compactMap { self[$0] } }

  /// How long they are together, in bytes.
  public var length: Int { all.reduce(0) { $0 + $1.length } }
}
