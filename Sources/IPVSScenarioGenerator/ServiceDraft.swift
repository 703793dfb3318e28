internal import IPVS

/// What the generator remembers of a service that it once made; the director may know better.
struct ServiceDraft {
  /// The words that name it.
  var name: String
  /// Its family.
  var family: AddressFamily
  /// The protocols of packets that it may take.
  var transports: [Cast.Transport]
  /// Its address; nil for a mark's service, which takes packets to every address.
  var address: String?
  /// Its port; 0 takes every port.
  var port: Int
  /// Its mark; 0 is none.
  var mark: UInt32 = 0
  /// Its servers, removed ones too.
  var servers: [ServerDraft] = []

  /// Whether it is FTP's.
  var isFTP: Bool { port == 21 }
}

/// What the generator remembers of a server that it once added.
struct ServerDraft {
  /// The address and port as they stand behind `-r`.
  var endpoint: String
  /// The option of its forwarding method.
  var method: String
}

/// A client's address and port, and where its packets go.
struct FlowDraft: Hashable {
  var transport: Cast.Transport
  var client: String
  var virtual: String
  var mark: UInt32

  /// The words that name it in a line.
  var words: String { "\(transport.rawValue) \(client) \(virtual)" }

  /// What stands at the end of a line of it.
  var suffix: String { mark == 0 ? "" : " mark \(mark)" }
}
