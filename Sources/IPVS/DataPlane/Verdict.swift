/// What became of a packet, as far as it can be observed around a director.
public enum Verdict: Hashable, Sendable {
  /// It reached a server: the port is the one in the packet that the server saw.
  case forwarded(Endpoint, ForwardingMethod)
  /// A server's packet reached the client, and came from this address and port.
  case answered(Endpoint)
  /// The sender was told that nobody is there: ICMP port unreachable.
  case refused
  /// It was left to the director's own host.
  case passed
  /// Nothing came of it.
  case dropped
}
