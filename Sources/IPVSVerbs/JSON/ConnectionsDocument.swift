internal import FoundationEssentials
internal import IPVS
internal import IPVSOperations

/// `ipvs connections --json`, written while the table is read: one line an entry.
struct ConnectionJSON: ConnectionListing {
  static let schema = "connections"
  static let version = 1

  private let encoder: JSONEncoder
  private var isFirst = true

  init() {
    encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  var beginning: [UInt8] {
    Array("{\"schema\":\"\(Self.schema)\",\"version\":\(Self.version),\"entries\":[".utf8)
  }

  var end: [UInt8] { Array("\n]}\n".utf8) }

  mutating func append(
    _ entry: ConnectionEntry, orphan: ServerIndex.Orphan?, to text: inout [UInt8]
  ) {
    // Strings and numbers can be encoded always.
    guard let data = try? encoder.encode(ConnectionObject(entry, orphan: orphan)) else { return }
    text += isFirst ? [0x0a] : [UInt8(ascii: ","), 0x0a]
    text += data
    isFirst = false
  }
}

/// An entry of the connection table as an object.
struct ConnectionObject: Encodable {
  /// `tcp`, `udp`, `sctp`, `ah`, `esp`; null for a mark's template.
  @OrNull var `protocol`: String?
  /// Whether it is a persistence template.
  var template: Bool
  var client: EndpointObject
  /// Null for a mark's template.
  @OrNull var virtual: EndpointObject?
  @OrNull var firewallMark: UInt32?
  var server: EndpointObject
  var state: String
  /// Seconds until the timer is due, rounded down.
  var secondsLeft: UInt64
  /// `removed`, `quiesced`, `rejected` or null.
  @OrNull var orphaned: String?
  @OrNull var engine: String?
  @OrNull var engineData: String?

  struct EndpointObject: Encodable {
    var address: String
    var port: UInt16

    init(_ endpoint: Endpoint) {
      address = endpoint.address.description
      port = endpoint.port
    }
  }

  init(_ entry: ConnectionEntry, orphan: ServerIndex.Orphan?) {
    let mark = entry.templateMark
    self.protocol = mark == nil ? entry.protocolName.description.lowercased() : nil
    template = entry.isTemplate
    client = EndpointObject(entry.client)
    virtual = mark == nil ? EndpointObject(entry.virtual) : nil
    firewallMark = mark
    server = EndpointObject(entry.destination)
    state = entry.state.description
    secondsLeft = entry.secondsLeft
    orphaned = orphan?.rawValue
    engine = entry.engineData?.engine.description
    engineData = entry.engineData?.data.description
  }
}

/// `ipvs connections --count-by … --json`.
struct ConnectionCountDocument: Document {
  static let schema = "connection-counts"
  static let version = 1

  /// `client`, `server`, `state` or `service`.
  var by: String
  /// The most frequent first.
  var counts: [Row]

  struct Row: Encodable {
    var name: String
    var connections: UInt64
    var templates: UInt64
    var orphaned: UInt64
  }

  init(_ count: ConnectionCount) {
    by = count.subject.rawValue
    counts = count.rows.map { row in
      Row(
        name: row.name, connections: row.count.connections, templates: row.count.templates,
        orphaned: row.count.orphaned)
    }
  }
}
