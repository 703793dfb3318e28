import IPVS

/// What was seen of a packet.
struct Observation: Hashable {
  /// Which packet, where it is not the first of its line.
  var label: String?
  /// What became of it; nil where there was no connection for it to belong to.
  var verdict: Verdict?

  /// The fate of a line's first packet.
  init(verdict: Verdict?) {
    self.verdict = verdict
  }

  /// The fate of a later packet.
  init(sender part: Exchange.Part, verdict: Verdict) {
    switch part.sender {
    case .client: label = "client's \(PartText.text(part.content)): "
    case .server: label = "server's \(PartText.text(part.content)): "
    }
    self.verdict = verdict
  }

  /// The words of a transcript.
  var line: ByteString {
    ByteString((label ?? "") + (verdict.map(Self.text) ?? "not connected"))
  }

  /// The words for a verdict.
  static func text(_ verdict: Verdict) -> String {
    switch verdict {
    case .forwarded(let server, let method): "-> \(server) \(word(method))"
    case .answered(let source): "<- \(source)"
    case .refused: "refused"
    case .passed: "passed"
    case .dropped: "dropped"
    }
  }

  private static func word(_ method: ForwardingMethod) -> String {
    switch method {
    case .masquerade: "Masq"
    case .directRoute: "Route"
    case .tunnel: "Tunnel"
    case .local: "Local"
    case .bypass: "Bypass"
    default: "Unknown"
    }
  }
}

extension Observation: Comparable {
  /// First packets before later ones; then by verdict, servers and answers by their numbers.
  static func < (left: Observation, right: Observation) -> Bool {
    if left.label != right.label { return (left.label ?? "") < (right.label ?? "") }
    if left.rank != right.rank { return left.rank < right.rank }
    if let one = left.endpoint, let other = right.endpoint, one != other {
      return SortKey(one) < SortKey(other)
    }
    return left.line.bytes.lexicographicallyPrecedes(right.line.bytes)
  }

  private var rank: Int {
    switch verdict {
    case .forwarded: 0
    case .answered: 1
    case .refused: 2
    case .passed: 3
    case .dropped: 4
    case nil: 5
    }
  }

  private var endpoint: Endpoint? {
    switch verdict {
    case .forwarded(let endpoint, _), .answered(let endpoint): endpoint
    case .refused, .passed, .dropped, nil: nil
    }
  }
}
