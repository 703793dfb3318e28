import IPVS
import IPVSOperations
import Testing

/// Rows that the simulation does not have, or not so many of.
struct TraceRowTests {
  private static let ftp = ServiceIdentity.endpoint(.tcp, TraceBench.endpoint("10.0.0.1:21"))
  private static let all = ServiceIdentity.endpoint(.tcp, TraceBench.endpoint("10.0.0.1:0"))

  private func trace(
    _ client: String, _ virtual: String, on director: ShownDirector,
    _ version: KernelVersion = KernelVersion(6, 1, 192)
  ) throws -> Trace {
    let client = TraceBench.endpoint(client)
    return try Trace(
      TraceRequest(
        client: client.address, clientPort: client.port == 0 ? nil : client.port,
        target: .endpoint(.tcp, TraceBench.endpoint(virtual))),
      on: director,
      facts: KernelFacts(version: version, ticksPerSecond: 250))
  }

  @Test func `A data connection that FTP's helper expects goes to its server, from any port`()
    throws
  {
    let director = ShownDirector()
    director.add(Self.ftp, servers: [1], counts: (0, 1, 0))
    director.add("10.1.0.5:0", "10.0.0.1:40000", "192.168.1.1:40000", "LISTEN")
    let trace = try trace("10.1.0.5:1024", "10.0.0.1:40000", on: director)
    #expect(trace.connections.first?.fates == [.goesOn])
    #expect(trace.outcomes == [.masq(1, 40000)])
    let other = try self.trace("10.1.0.6:1024", "10.0.0.1:40000", on: director)
    #expect(other.connections.isEmpty)
  }

  @Test func `A template is no connection from port 0`() throws {
    let director = ShownDirector()
    director.add(TraceBench.web, servers: [1, 2], persistent: 300, counts: (0, 0, 1))
    director.add("10.1.0.5:0", "10.0.0.1:80", "192.168.1.1:80", "ASSURED")
    let trace = try trace("10.1.0.5:1024", "10.0.0.1:80", on: director)
    #expect(trace.connections.isEmpty)
    #expect(trace.outcomes == [.masq(1)])
  }

  /// The table and the servers' counts are read one after the other.
  @Test(arguments: [(99, 98, false), (99, 99, true), (800, 750, true), (800, 600, false)])
  func `In a large table some rows may be missing on one side`(
    _ rows: Int, _ counted: UInt32, _ isCertain: Bool
  ) throws {
    let director = ShownDirector()
    director.add(Self.all, servers: [1], persistent: 300, counts: (0, 0, counted))
    for number in 0..<rows {
      director.add(
        "10.1.\(number / 250).\(number % 250):0", "10.0.0.1:0", "192.168.1.1:0", "NONE")
    }
    let trace = try trace("10.1.0.5", "10.0.0.1:80", on: director)
    #expect(trace.template?.found.first?.fates.count == (isCertain ? 1 : 2))
  }

  @Test(arguments: [KernelVersion(5, 8), KernelVersion(5, 9)])
  func `Since 5.9 nothing is looked at while there is no service`(_ version: KernelVersion) throws {
    let director = ShownDirector()
    director.add("10.1.0.5:1024", "10.0.0.1:80", "192.168.1.1:80", "ESTABLISHED")
    let trace = try trace("10.1.0.5:1024", "10.0.0.1:80", on: director, version)
    #expect(trace.outcomes == [version < KernelVersion(5, 9) ? .dropped : .passed])
  }

  @Test func `What a master told can lack its server`() throws {
    let director = ShownDirector()
    director.add(TraceBench.web, servers: [1, 2], persistent: 300, counts: (0, 0, 1))
    director.add("10.1.0.5:0", "10.0.0.1:80", "192.168.1.1:80", "NONE")
    director.running = [SyncDaemon(role: .backup, interface: "eth0")]
    let trace = try trace("10.1.0.5", "10.0.0.1:80", on: director)
    #expect(trace.caveats == [.backup])
    #expect(trace.template?.found.first?.fates == [.decides, .rejectedServerRemoved])
  }

  @Test func `A full table drops what would begin`() throws {
    let director = ShownDirector()
    director.add(TraceBench.web, servers: [1], persistent: 300, counts: (0, 0, 0))
    director.settings = ["conn_max": "1"]
    #expect(try trace("10.1.0.5", "10.0.0.1:80", on: director).caveats == [])
    director.add("10.1.0.6:0", "10.0.0.1:80", "192.168.1.1:80", "NONE")
    #expect(try trace("10.1.0.5", "10.0.0.1:80", on: director).caveats == [.tableFull])
  }
}

/// A director that shows what it is given, and does nothing.
private final class ShownDirector: Director {
  var settings: [String: String] = [:]
  var running: [SyncDaemon] = []
  private var listed: [Service] = []
  private var rows: [ConnectionEntry] = []

  /// Adds a service whose servers have these active, inactive and persistent connections each.
  func add(
    _ identity: ServiceIdentity, servers: [UInt8], persistent: UInt32? = nil,
    counts: (UInt32, UInt32, UInt32)
  ) {
    var connectionCounts = ConnectionCounts()
    (connectionCounts.active, connectionCounts.inactive, connectionCounts.persistent) = counts
    var port: UInt16 = 0
    if case .endpoint(_, let endpoint) = identity { port = endpoint.port }
    listed.append(
      Service(
        identity: identity,
        details: ServiceDetails(
          persistence: persistent.map(Persistence.init), mask: .host(identity.family)),
        destinations: servers.map {
          Destination(
            endpoint: TraceBench.server($0, port),
            details: DestinationDetails(forwarding: .masquerade),
            connectionCounts: connectionCounts)
        }))
  }

  /// Adds a row of TCP.
  func add(_ client: String, _ virtual: String, _ server: String, _ state: ByteString) {
    rows.append(
      ConnectionEntry(
        protocolName: "TCP", client: TraceBench.endpoint(client),
        virtual: TraceBench.endpoint(virtual), destination: TraceBench.endpoint(server),
        state: state, secondsLeft: 100))
  }

  func information() throws(DirectorError) -> DirectorInformation { throw Self.nothing }
  func services() throws(DirectorError) -> [Service] { listed }
  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service { throw Self.nothing }
  func timeouts() throws(DirectorError) -> Timeouts { throw Self.nothing }
  func daemons() throws(DirectorError) -> [SyncDaemon] { running }
  func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    for row in rows where body(row) == .stop { return }
  }
  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] { throw Self.nothing }
  func sysctlNames() throws(DirectorError) -> [SysctlName] { [] }
  func sysctl(_ name: SysctlName) throws(DirectorError) -> String {
    guard let value = settings[name.rawValue] else {
      throw DirectorError(.noSuchSysctl, .noSuchFileOrDirectory)
    }
    return value
  }
  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) { throw Self.nothing }

  private static let nothing = DirectorError(.notAvailable, .notSupported)
}
