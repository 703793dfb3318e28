/// An ICMP error that reaches a director: somebody says that a packet did not come through.
///
/// It goes to whoever sent that packet, hence its own destination is that packet's source.
public struct ICMPError: Hashable, Sendable {
  /// What is said.
  public var kind: Kind
  /// Who says so: the other end, or a router on the way.
  public var sender: IPAddress
  /// The packet that it is about, as it was when it got lost; its family is that of `sender`.
  public var subject: Packet
  /// On which side of the director the error arrives.
  public var side: Packet.Side
  /// The firewall mark that the error carries; 0 is none.
  public var mark: UInt32

  /// An error; from the clients' side and without a mark where nothing is given.
  public init(
    _ kind: Kind, from sender: IPAddress, about subject: Packet, side: Packet.Side = .clients,
    mark: UInt32 = 0
  ) {
    self.kind = kind
    self.sender = sender
    self.subject = subject
    self.side = side
    self.mark = mark
  }

  /// The kinds of errors.
  public enum Kind: Hashable, Sendable, CaseIterable {
    /// Nobody is at the port (with IPv4 type 3 code 3, with IPv6 type 1 code 4).
    case portUnreachable
    /// The host cannot be reached (type 3 code 1, type 1 code 3).
    case hostUnreachable
    /// The packet is longer than the way allows, which is 1280 bytes (type 3 code 4, type 2).
    case tooBig
    /// The packet was forwarded too often (type 11 code 0, type 3 code 0).
    case timeExceeded
    /// A header cannot be understood (type 12 code 0, type 4 code 0).
    case parameterProblem
  }
}
