internal import IPVS
internal import IPVSOperations

/// How many entries there are by something that they have.
struct ConnectionCount {
  let subject: Connections.CountSubject
  private var counts: [Key: Count] = [:]

  /// What is counted by.
  enum Key: Hashable {
    case client(IPAddress)
    case server(Endpoint)
    case state(ByteString, ByteString)
    /// Nil for entries whose service is gone.
    case service(ServiceIdentity?)
    /// Templates that were rejected: their ports are not their server's and their service's any more.
    case rejected(IPAddress?)

    var text: String {
      switch self {
      case .client(let address): address.description
      case .server(let endpoint): endpoint.description
      case .state(let transport, let state): "\(transport) \(state)"
      case .rejected(let server): "\(server.map { "\($0), " } ?? "")rejected templates"
      case .service(let identity): identity?.name ?? "no service"
      }
    }
  }

  struct Count {
    var connections: UInt64 = 0
    var templates: UInt64 = 0
    var orphaned: UInt64 = 0

    var total: UInt64 { connections + templates }
  }

  init(by subject: Connections.CountSubject) {
    self.subject = subject
  }

  mutating func add(_ entry: ConnectionEntry, _ filter: ConnectionFilter) {
    let isRejected = entry.isRejectedTemplate
    let key: Key =
      switch subject {
      case .client: .client(entry.client.address)
      case .server where isRejected: .rejected(entry.destination.address)
      case .server: .server(entry.destination)
      case .state: .state(entry.protocolName, entry.state)
      case .service where isRejected: .rejected(nil)
      case .service: .service(filter.likelyService(entry))
      }
    let isOrphan = filter.orphan(entry) != nil
    let isTemplate = entry.isTemplate
    let add = { (count: inout Count) in
      if isTemplate { count.templates += 1 } else { count.connections += 1 }
      if isOrphan { count.orphaned += 1 }
    }
    add(&counts[key, default: Count()])
  }

  /// The most frequent first.
  var rows: [(name: String, count: Count)] {
    counts.map { (name: $0.key.text, count: $0.value) }.sorted {
      $0.count.total == $1.count.total ? $0.name < $1.name : $0.count.total > $1.count.total
    }
  }

  func lines(_ painter: Painter) -> [String] {
    let rows = rows
    guard !rows.isEmpty else { return ["no entries"] }
    var table = TextTable([.left, .right, .right, .right])
    table.add(
      [subject.rawValue.uppercased(), "CONNECTIONS", "TEMPLATES", "ORPHANED"].map {
        TextTable.Cell($0, .dim)
      })
    for (name, count) in rows {
      table.add([
        TextTable.Cell(name), TextTable.Cell(count.connections), TextTable.Cell(count.templates),
        TextTable.Cell(count.orphaned),
      ])
    }
    return table.lines(painter)
  }
}
