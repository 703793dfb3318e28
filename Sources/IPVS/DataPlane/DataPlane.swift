/// The packets' side of a director: time, packets in, verdicts out.
///
/// Time is counted in slots of 20 ms from the beginning, whole ticks of every usual HZ. What is done
/// in a slot happens in the middle of a tick, so that two directors that do the same in the same
/// slots see the same jiffies.
public protocol DataPlane: AnyObject {
  /// Lays the network: once, before the first packet.
  func prepare(_ network: Network) throws(DataPlaneError)

  /// Lets time pass until a slot, which is not before the present one.
  ///
  /// Throws `late` where the slot is over already.
  func advance(to slot: UInt64) throws(DataPlaneError)

  /// Sends one packet and tells what became of it.
  func send(_ packet: Packet) throws(DataPlaneError) -> Verdict

  /// Sends one ICMP error and tells what became of it.
  ///
  /// Where it reached a server or a client, the port is the one in the packet that it is about, as
  /// the receiver sees that.
  func send(_ error: ICMPError) throws(DataPlaneError) -> Verdict

  /// The same of a datagram that carries data.
  ///
  /// Most packets carry none, and are a value without references for that: `send(_:)` is for them.
  func send(_ packet: Packet, carrying data: ByteString) throws(DataPlaneError) -> Verdict
}

/// The addresses around a director.
public struct Network: Hashable, Sendable {
  /// The director's own addresses, to which clients send.
  public var virtual: Set<IPAddress>
  /// The servers' addresses.
  public var servers: Set<IPAddress>
  /// The clients' addresses.
  public var clients: Set<IPAddress>

  /// A network of these addresses.
  public init(
    virtual: Set<IPAddress> = [], servers: Set<IPAddress> = [], clients: Set<IPAddress> = []
  ) {
    self.virtual = virtual
    self.servers = servers
    self.clients = clients
  }
}

/// Why a data plane could not do what it was asked to.
public struct DataPlaneError: Error, Hashable, Sendable {
  /// The kind of failure.
  public let reason: Reason
  /// The error number, the kernel's own where it gave one.
  public let errno: Errno

  /// A failure of a kind, with its error number.
  public init(_ reason: Reason, _ errno: Errno) {
    self.reason = reason
    self.errno = errno
  }

  /// The kinds of failure.
  public enum Reason: Hashable, Sendable {
    /// The slot was over before it could be used: the run is worth nothing.
    case late
    /// The network could not be laid.
    case network
    /// A packet could not be sent, or what became of it not be observed.
    case packet
  }
}
