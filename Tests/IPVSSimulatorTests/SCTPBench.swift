import IPVS

@testable import IPVSSimulator

/// A client and a server of an SCTP service.
final class SCTPBench {
  static let service = ServiceIdentity.endpoint(.sctp, "10.0.0.1:80")
  static let client: Endpoint = "10.1.0.5:1024"
  static let names: [String: SCTPChunk] = [
    "DATA": .data, "INIT": .initiation, "INIT_ACK": .initiationAck, "COOKIE_ECHO": .cookieEcho,
    "COOKIE_ACK": .cookieAck, "SHUTDOWN": .shutdown, "SHUTDOWN_ACK": .shutdownAck, "ABORT": .abort,
  ]

  /// Who sends a packet.
  enum Sender {
    case client
    case server
  }

  private let bench = Bench()
  private let method: ForwardingMethod

  init(_ method: ForwardingMethod = .masquerade, persistent: UInt32? = nil) throws {
    self.method = method
    try bench.addService(Self.service, persistent: persistent)
    try bench.addServer(1, to: Self.service, method: method)
  }

  var director: SimulatedDirector { bench.director }

  func set(_ name: String, _ value: Int) throws {
    guard let name = SysctlName(rawValue: name) else { return }
    try bench.set(name, "\(value)")
  }

  func wait(_ seconds: Double) throws { try bench.wait(seconds) }

  func awaitCounters() throws { try bench.awaitCounters() }

  func editServer(weight: Int32) throws {
    try bench.editServer(1, of: Self.service, weight: weight, method: method)
  }

  func addServer(_ number: UInt8) throws { try bench.addServer(number, to: Self.service) }

  @discardableResult
  func send(
    _ chunks: SCTPChunks, _ sender: Sender = .client, client: Endpoint = client
  ) throws -> Verdict {
    let server: Endpoint = "192.168.1.1:80"
    let packet =
      switch sender {
      case .client:
        Packet(transport: .sctp, source: client, destination: "10.0.0.1:80", chunks: chunks)
      case .server:
        Packet(
          transport: .sctp, source: method == .masquerade ? server : "10.0.0.1:80",
          destination: client, chunks: chunks, side: .server(server.address))
      }
    return try director.send(packet)
  }

  /// The four packets of a new association.
  func connect(client: Endpoint = client) throws {
    for (chunk, sender) in [
      (.initiation, .client), (.initiationAck, .server), (.cookieEcho, .client),
      (.cookieAck, .server),
    ] as [(SCTPChunk, Sender)] {
      try send(SCTPChunks(chunk), sender, client: client)
    }
  }

  var rows: [String] { get throws { try bench.rows } }

  /// The client's connection.
  var entry: ConnectionEntry? { get throws { try bench.entries.first { $0.client.port != 0 } } }

  var state: String? { get throws { try entry.map { "\($0.state)" } } }

  /// Active and inactive connections.
  var counts: [UInt32] { get throws { Array(try bench.counts(1, of: Self.service).prefix(2)) } }
}
