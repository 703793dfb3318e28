internal import IPVS
internal import IPVSOperations
internal import IPVSSimulator

/// The answer of `ipvs trace`: a line with what becomes of the packet, and below it why.
struct TraceText {
  private let trace: Trace
  private let facts: KernelFacts

  init(_ trace: Trace, facts: KernelFacts) {
    self.trace = trace
    self.facts = facts
  }

  func lines(_ painter: Painter) -> [String] {
    let look: Painter.Look =
      trace.outcomes.allSatisfy(\.isServer) ? .green : trace.isCertain ? .red : .yellow
    var table = TextTable([.left, .left])
    for reason in TraceReasons(trace, facts: facts).reasons {
      table.add([TextTable.Cell(reason.subject, .dim), TextTable.Cell(reason.text)])
    }
    return ["\(client) -> \(target): \(painter.paint(verdict, look))"]
      + table.lines(painter).map { "  \($0)" }
  }

  private var client: String {
    trace.request.clientPort.map { "\(Endpoint(trace.request.client, port: $0))" }
      ?? "\(trace.request.client)"
  }

  private var target: String {
    var text =
      switch trace.request.target {
      case .endpoint(_, let endpoint): "\(trace.transport.name) \(endpoint)"
      case .firewallMark(let mark, let family):
        ServiceIdentity.firewallMark(mark, family).name
      }
    if trace.request.mark != 0 { text += ", mark \(trace.request.mark)" }
    return text
  }

  private var verdict: String {
    let servers = trace.outcomes.compactMap(\.serverName)
    let others = trace.outcomes.filter { !$0.isServer }.map(\.words)
    var parts: [String] = []
    switch servers.count {
    case 0: break
    case 1: parts.append("goes to \(servers[0])")
    default: parts.append("goes to one of \(servers.joined(separator: ", "))")
    }
    return (parts + others).joined(separator: ", or ")
  }
}

extension TraceOutcome {
  /// The server, with the method; nil for other outcomes.
  var serverName: String? {
    guard case .server(let endpoint, let method) = self else { return nil }
    // Without a port it is the one that the client connects to.
    let name = endpoint.port == 0 ? "\(endpoint.address)" : "\(endpoint)"
    return method.map { "\(name) (\($0.name))" } ?? name
  }

  /// What happens, of a packet.
  var words: String {
    switch self {
    case .server: "goes to a server"
    case .refused: "is refused: no server takes it"
    case .passed: "is left to the director's own host"
    case .dropped: "is dropped"
    case .bypassed: "goes past the balancer to its own destination"
    }
  }
}
