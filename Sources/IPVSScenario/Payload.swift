import IPVS

/// What the datagrams of a line carry.
enum Payload: Hashable, Sendable {
  /// Nothing.
  case none
  /// These bytes.
  case bytes(ByteString)
  /// A message of SIP with this Call-ID: a client's request, or a server's answer to one.
  case callID(ByteString)

  /// How many bytes a line may name.
  static let longest = 1024

  /// The bytes that one of the two sends.
  func bytes(from sender: Exchange.End) -> ByteString {
    switch (self, sender) {
    case (.none, _): ByteString()
    case (.bytes(let bytes), _): bytes
    case (.callID(let callID), .client):
      "OPTIONS sip:a SIP/2.0\r\nCall-ID: \(callID)\r\n\r\n"
    case (.callID(let callID), .server):
      "SIP/2.0 200 OK\r\nCall-ID: \(callID)\r\n\r\n"
    }
  }
}
