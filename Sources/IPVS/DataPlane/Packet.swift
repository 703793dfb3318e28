/// One packet that reaches a director, from a client or from a server.
public struct Packet: Hashable, Sendable {
  /// The transport protocol.
  public var transport: TransportProtocol
  /// The chunks of an SCTP packet; none with other protocols.
  public var chunks: SCTPChunks
  /// Where it comes from, as its headers say.
  public var source: Endpoint
  /// Where it goes to, as its headers say; of the same family.
  public var destination: Endpoint
  /// The flags of a TCP packet; none with other protocols.
  public var flags: TCPFlags
  /// On which side of the director it arrives.
  public var side: Side
  /// The firewall mark that it carries; 0 is none.
  public var mark: UInt32

  /// A packet; from a client and without a mark where nothing is given.
  public init(
    transport: TransportProtocol, source: Endpoint, destination: Endpoint,
    flags: TCPFlags = [], chunks: SCTPChunks = .none, side: Side = .clients, mark: UInt32 = 0
  ) {
    self.transport = transport
    self.source = source
    self.destination = destination
    self.flags = flags
    self.chunks = chunks
    self.side = side
    self.mark = mark
  }

  /// On which side of the director a packet arrives.
  public enum Side: Hashable, Sendable {
    /// Where the clients are.
    case clients
    /// Where the server of this address is, whatever the packet's own source is.
    case server(IPAddress)
  }
}

/// The flags of a TCP packet, with the bits that they have in its header.
public struct TCPFlags: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt8

  /// The flags with these bits.
  @inlinable public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// No more data from the sender.
  @inlinable public static var fin: TCPFlags { TCPFlags(rawValue: 0x01) }
  /// A new connection.
  @inlinable public static var syn: TCPFlags { TCPFlags(rawValue: 0x02) }
  /// The connection is broken off.
  @inlinable public static var rst: TCPFlags { TCPFlags(rawValue: 0x04) }
  /// Data are to be handed on at once.
  @inlinable public static var psh: TCPFlags { TCPFlags(rawValue: 0x08) }
  /// Something is acknowledged.
  @inlinable public static var ack: TCPFlags { TCPFlags(rawValue: 0x10) }
  /// The urgent pointer counts.
  @inlinable public static var urg: TCPFlags { TCPFlags(rawValue: 0x20) }
}
