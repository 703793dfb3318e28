internal import IPVS
internal import IPVSScenario

/// `ipvs simulate --json`.
struct SimulateDocument: Document {
  static let schema = "simulate"
  static let version = 1

  var files: [File]

  struct File: Encodable {
    /// As it was given; `-` is standard input.
    var name: String
    var scenarios: [Run]
  }

  /// One scenario.
  struct Run: Encodable {
    /// The number of its first line in the file.
    var line: Int
    /// How long it is, in seconds.
    var seconds: Double
    var lines: [Line]
    var samples: [Sample]
    /// One for each director.
    var summary: [Director]

    init(_ record: ScenarioRecord) {
      line = record.lines.first?.number ?? 1
      seconds = SimulateDocument.seconds(record.slots)
      lines = record.lines.map(Line.init)
      samples = record.samples.map(Sample.init)
      summary = ScenarioSummary(record).directors.map(Director.init)
    }
  }

  struct Line: Encodable {
    var number: Int
    var text: String
    /// 1, or 2 for a line that begins with `@b`.
    var director: Int
    /// When it began, in seconds from the beginning.
    var time: Double
    /// How long it took, in seconds.
    var duration: Double
    /// What the transcript says below it.
    var results: [String]

    init(_ line: ScenarioLine) {
      number = line.number
      text = line.text.map(\.description).joined(separator: "\n")
      director = line.director.rawValue
      time = SimulateDocument.seconds(line.slot)
      duration = SimulateDocument.seconds(line.slots)
      results = line.results.map(\.description)
    }
  }

  struct Sample: Encodable {
    var time: Double
    var director: Int
    var entries: Int
    var services: [Service]

    struct Service: Encodable {
      var service: DrainDocument.ServiceName
      var servers: [Server]
    }

    struct Server: Encodable {
      var address: String
      var port: UInt16
      var weight: Int32
      var active: UInt32
      var inactive: UInt32
      var templates: UInt32
      var newConnections: UInt64
    }

    init(_ sample: ScenarioRecord.Sample) {
      time = SimulateDocument.seconds(sample.slot)
      director = sample.director.rawValue
      entries = sample.entries
      services = sample.services.map { service in
        Service(
          service: DrainDocument.ServiceName(service.identity),
          servers: service.servers.map { server in
            Server(
              address: server.endpoint.address.description, port: server.endpoint.port,
              weight: server.weight, active: server.counts.active,
              inactive: server.counts.inactive, templates: server.counts.persistent,
              newConnections: server.newConnections)
          })
      }
    }
  }

  struct Director: Encodable {
    var director: Int
    var packets: Packets
    var entriesMost: Int
    var bytesMost: Int
    var services: [Service]

    struct Packets: Encodable {
      var forwarded: Int
      var answered: Int
      var refused: Int
      var dropped: Int
      var passed: Int
    }

    struct Service: Encodable {
      var service: DrainDocument.ServiceName
      var newConnections: UInt64
      /// The most that a server got through the mean; null without new connections.
      @OrNull var imbalance: Double?
      var servers: [Server]
    }

    struct Server: Encodable {
      var address: String
      var port: UInt16
      var newConnections: UInt64
    }

    init(_ summary: ScenarioSummary.DirectorSummary) {
      director = summary.director.rawValue
      packets = Packets(
        forwarded: summary.packets.forwarded, answered: summary.packets.answered,
        refused: summary.packets.refused, dropped: summary.packets.dropped,
        passed: summary.packets.passed)
      entriesMost = summary.mostEntries
      bytesMost = summary.mostBytes
      services = summary.services.map { service in
        Service(
          service: DrainDocument.ServiceName(service.identity),
          newConnections: service.newConnections, imbalance: service.imbalance,
          servers: service.servers.map { server in
            Server(
              address: server.endpoint.address.description, port: server.endpoint.port,
              newConnections: server.newConnections)
          })
      }
    }
  }

  private static func seconds(_ slots: UInt64) -> Double {
    Double(slots) / Double(ScenarioLine.slotsPerSecond)
  }
}
