public import IPVS

/// What is asked: where the next packet of a client that begins something would go.
///
/// The packet is a SYN of TCP, a datagram of UDP or an INIT of SCTP.
public struct TraceRequest: Hashable, Sendable {
  /// The client's address.
  public var client: IPAddress
  /// The client's port; nil is one that is not in use.
  public var clientPort: UInt16?
  /// What the client connects to.
  public var target: Target
  /// The firewall mark that the packet carries; 0 is none.
  public var mark: UInt32

  /// What a client connects to.
  public enum Target: Hashable, Sendable {
    /// An address and a port, which need not be a service's; port 0 is one that no other service has.
    ///
    /// Without a protocol it is that of the services with this address and port: TCP where it is one of
    /// them, or where there is none.
    case endpoint(TransportProtocol?, Endpoint)
    /// The service of a firewall mark, whatever the address is.
    case firewallMark(UInt32, AddressFamily)
  }

  /// A question.
  public init(
    client: IPAddress, clientPort: UInt16? = nil, target: Target, mark: UInt32 = 0
  ) {
    self.client = client
    self.clientPort = clientPort
    self.target = target
    self.mark = mark
  }
}

/// The packet that a question is about, as far as it is known.
struct TracedPacket {
  var transport: TransportProtocol
  var client: IPAddress
  var clientPort: UInt16?
  /// Where it goes to; nil where only the mark is known.
  var destination: Endpoint?
  var mark: UInt32

  init(_ request: TraceRequest, among services: [Service]) {
    client = request.client
    clientPort = request.clientPort
    switch request.target {
    case .endpoint(let transport, let endpoint):
      destination = endpoint
      mark = request.mark
      let found = services.compactMap { service -> TransportProtocol? in
        guard case .endpoint(let transport, endpoint) = service.identity else { return nil }
        return transport
      }
      self.transport =
        transport ?? (found.contains(.tcp) ? .tcp : found.first ?? .tcp)
    case .firewallMark(let mark, let family):
      destination = nil
      self.mark = mark
      let service = services.first { $0.identity == .firewallMark(mark, family) }
      // SIP is UDP's.
      transport = service?.details.persistenceEngine.isEmpty ?? true ? .tcp : .udp
    }
  }

  var family: AddressFamily { client.family }
}
