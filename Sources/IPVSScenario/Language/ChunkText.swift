import IPVS

/// The chunks of SCTP as the language spells them: `INIT`, `COOKIE_ECHO+DATA`, `-` for none; a chunk
/// without a name has its number.
enum ChunkText {
  /// What a message says of them.
  static let expected =
    "up to \(SCTPChunks.most) chunks such as INIT, COOKIE_ECHO+DATA, ABORT, or - for none"

  private static let names: [(name: String, chunk: SCTPChunk)] = [
    ("DATA", .data), ("INIT", .initiation), ("INIT_ACK", .initiationAck), ("SACK", .selectiveAck),
    ("HEARTBEAT", .heartbeat), ("HEARTBEAT_ACK", .heartbeatAck), ("ABORT", .abort),
    ("SHUTDOWN", .shutdown), ("SHUTDOWN_ACK", .shutdownAck), ("ERROR", .error),
    ("COOKIE_ECHO", .cookieEcho), ("COOKIE_ACK", .cookieAck),
    ("SHUTDOWN_COMPLETE", .shutdownComplete),
  ]

  /// The chunks of a word; nil where it is none.
  static func chunks(_ text: String) -> SCTPChunks? {
    if text == "-" { return SCTPChunks.none }
    let parts = text.split(separator: "+", omittingEmptySubsequences: false)
    let chunks = parts.compactMap(chunk)
    guard chunks.count == parts.count, chunks.count <= SCTPChunks.most else { return nil }
    return SCTPChunks(chunks)
  }

  private static func chunk(_ text: Substring) -> SCTPChunk? {
    if let known = names.first(where: { $0.name == text }) { return known.chunk }
    guard !text.isEmpty, text.utf8.allSatisfy(\.isASCIIDigit) else { return nil }
    return UInt8(text).map(SCTPChunk.init)
  }

  /// The word for chunks.
  static func text(_ chunks: SCTPChunks) -> String {
    let words = chunks.all.map { chunk in
      names.first { $0.chunk == chunk }?.name ?? String(chunk.rawValue)
    }
    return words.isEmpty ? "-" : words.joined(separator: "+")
  }
}

/// What a packet of an exchange is called.
enum PartText {
  static func text(_ content: Exchange.Content) -> String {
    content.chunks.count == 0 ? FlagText.text(content.flags) : ChunkText.text(content.chunks)
  }
}
