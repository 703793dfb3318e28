import IPVS
import Testing

@testable import IPVSSimulator

/// What a director takes and refuses.
struct AdministrationTests {
  private let details = DestinationDetails(forwarding: .masquerade)
  private let v6 = ServiceIdentity.endpoint(.tcp, "[2001:db8::1]:80")

  private func service(_ scheduler: ByteString = "rr", _ mask: PersistenceMask = .host(.ipv4))
    -> ServiceDetails
  {
    ServiceDetails(scheduler: scheduler, mask: mask)
  }

  @Test func `Services are refused in the kernel's order of errors`() throws {
    let bench = Bench()
    #expect(try bench.change(.addService(Bench.web, service())) == nil)
    #expect(try bench.change(.addService(Bench.web, service("bogus"))) == .fileExists)
    #expect(
      try bench.change(.addService(.firewallMark(1, .ipv4), service("bogus")))
        == .noSuchFileOrDirectory)
    #expect(try bench.change(.editService(v6, service("bogus"))) == .noSuchProcess)
    #expect(try bench.change(.editService(Bench.web, service("bogus"))) == .noSuchFileOrDirectory)
    #expect(try bench.change(.deleteService(v6)) == .noSuchProcess)
    #expect(try bench.change(.zero(v6)) == .noSuchProcess)
    #expect(try bench.change(.zero(nil)) == nil)
    #expect(throws: DirectorError(.refused, .noSuchProcess)) { try bench.director.service(v6) }
    var engine = service()
    engine.persistenceEngine = "other"
    #expect(try bench.change(.editService(Bench.web, engine)) == .noSuchFileOrDirectory)
    engine.persistenceEngine = "sip"
    #expect(try bench.change(.editService(Bench.web, engine)) == nil)
  }

  @Test(
    arguments: [
      "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "mh", "fo", "ovf", "none",
    ] as [ByteString])
  func `Debian's schedulers and none are known`(scheduler: ByteString) throws {
    let bench = Bench()
    try bench.addService(Bench.web, scheduler)
    #expect(try bench.director.service(Bench.web).details.scheduler == scheduler)
  }

  @Test(
    arguments: [(0, Errno.invalidArgument), (1, nil), (128, nil), (129, .invalidArgument)]
      as [(UInt32, Errno?)])
  func `An IPv6 prefix has 1 to 128 bits`(length: UInt32, refusal: Errno?) throws {
    let bench = Bench()
    #expect(
      try bench.change(.addService(v6, service("rr", .v6(prefixLength: length)))) == refusal)
  }

  @Test func `Servers are refused in the kernel's order of errors`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    var wrong = details
    wrong.lowerThreshold = 1
    let one = Bench.server(1, 80)
    #expect(try bench.change(.addDestination(v6, one, wrong)) == .noSuchProcess)
    #expect(try bench.change(.addDestination(Bench.web, one, wrong)) == .outOfRange)
    #expect(try bench.change(.addDestination(Bench.web, one, details)) == .fileExists)
    let two = Bench.server(2, 80)
    #expect(try bench.change(.editDestination(Bench.web, two, wrong)) == .outOfRange)
    #expect(
      try bench.change(.editDestination(Bench.web, two, details)) == .noSuchFileOrDirectory)
    #expect(try bench.change(.deleteDestination(Bench.web, two)) == .noSuchFileOrDirectory)
    #expect(
      try bench.change(.addDestination(Bench.web, "255.255.255.255:80", wrong)) == .outOfRange)
    wrong = details
    wrong.weight = -1
    #expect(try bench.change(.addDestination(Bench.web, two, wrong)) == .outOfRange)
    wrong.weight = .max
    #expect(try bench.change(.addDestination(Bench.web, two, wrong)) == nil)
    wrong.tunnel.kind = .gue
    #expect(try bench.change(.editDestination(Bench.web, two, wrong)) == .invalidArgument)
  }

  @Test(
    arguments: [
      ("0.0.0.0:1", false), ("224.0.0.1:1", false), ("255.255.255.255:1", false),
      ("127.255.255.255:1", false), ("127.0.0.1:1", true), ("240.0.0.1:1", true),
      ("0.1.2.3:1", true), ("169.254.1.1:1", true), ("[::]:1", false), ("[fe80::1]:1", false),
      ("[ff02::1]:1", false), ("[::ffff:1.2.3.4]:1", false), ("[::1]:1", true),
      ("[fec0::1]:1", true), ("[2001:db8::7]:1", true),
    ] as [(Endpoint, Bool)])
  func `A server's address is unicast or the director's own`(
    endpoint: Endpoint, isTaken: Bool
  ) throws {
    let bench = Bench()
    try bench.addService()
    try bench.addService(v6)
    let service = endpoint.address.family == .ipv4 ? Bench.web : v6
    #expect(
      try bench.change(.addDestination(service, endpoint, details))
        == (isTaken ? nil : .invalidArgument))
  }

  @Test func `Families mix with a tunnel and without a sync daemon only`() throws {
    let bench = Bench()
    try bench.addService(v6)
    var tunnel = details
    tunnel.forwarding = .tunnel
    let server: Endpoint = "10.0.0.7:80"
    #expect(try bench.change(.addDestination(v6, server, details)) == .invalidArgument)
    #expect(try bench.change(.addDestination(v6, server, tunnel)) == nil)
    #expect(try bench.change(.editDestination(v6, server, details)) == .invalidArgument)
    let daemon = SyncDaemon(role: .master, interface: "lo")
    #expect(try bench.change(.startDaemon(daemon)) == .invalidArgument)
    #expect(try bench.change(.deleteDestination(v6, server)) == nil)
    #expect(try bench.change(.startDaemon(daemon)) == nil)
    #expect(try bench.change(.addDestination(v6, server, tunnel)) == .invalidArgument)
    #expect(
      try bench.change(.editDestination(v6, "10.0.0.9:80", tunnel)) == .invalidArgument)
    #expect(
      try bench.change(.deleteDestination(v6, "10.0.0.9:80")) == .noSuchFileOrDirectory)
  }

  @Test func `Sync daemons get the kernel's defaults`() throws {
    let bench = Bench()
    #expect(
      try bench.change(.stopDaemon(.master, syncID: 0)) == .noSuchProcess)
    #expect(try bench.change(.startDaemon(SyncDaemon(role: .master, interface: "lo"))) == nil)
    #expect(
      try bench.change(.startDaemon(SyncDaemon(role: .master, interface: "nosuch")))
        == .noSuchDevice)
    #expect(
      try bench.change(.startDaemon(SyncDaemon(role: .master, interface: "lo"))) == .fileExists)
    let group = try #require(IPv6Address(Array("ff02::5".utf8)[...]))
    #expect(
      try bench.change(
        .startDaemon(SyncDaemon(role: .backup, interface: "lo", syncID: 7, group: .v6(group))))
        == nil)
    #expect(
      try bench.director.daemons() == [
        SyncDaemon(
          role: .master, interface: "lo", maximumLength: 1472,
          group: .v4(IPv4Address(224, 0, 0, 81)),
          port: 8848, timeToLive: 1),
        SyncDaemon(
          role: .backup, interface: "lo", syncID: 7, maximumLength: 65487, group: .v6(group),
          port: 8848, timeToLive: 1),
      ])
    try bench.change(.flush)
    #expect(try bench.director.daemons().count == 2)
    #expect(try bench.change(.stopDaemon(.backup, syncID: 99)) == nil)
    #expect(
      try bench.change(
        .startDaemon(
          SyncDaemon(role: .backup, interface: "eth0", maximumLength: 1, timeToLive: 9))) == nil)
    #expect(try bench.director.daemons().last?.timeToLive == 9)
  }

  /// Whatever the MTU of the interface is, here 1500.
  @Test(
    arguments: [
      (.master, .ipv4, 1, 1), (.master, .ipv4, 65507, 65507), (.master, .ipv4, 65508, 65507),
      (.master, .ipv6, 65488, 65487), (.backup, .ipv4, 1, 1024), (.backup, .ipv4, 1023, 1024),
      (.backup, .ipv4, 1025, 1025), (.backup, .ipv6, 65507, 65487),
    ] as [(SyncDaemon.Role, AddressFamily, UInt16, UInt16)])
  func `A daemon's length fits a packet, and a backup takes 1024 bytes at least`(
    role: SyncDaemon.Role, family: AddressFamily, given: UInt16, kept: UInt16
  ) throws {
    let bench = Bench()
    let group: IPAddress =
      switch family {
      case .ipv4: .v4(IPv4Address(224, 0, 0, 81))
      case .ipv6: .v6(IPv6Address(high: 0xff02_0000_0000_0000, low: 0x81))
      }
    try bench.change(
      .startDaemon(SyncDaemon(role: role, interface: "eth0", maximumLength: given, group: group)))
    #expect(try bench.director.daemons().first?.maximumLength == kept)
  }

  @Test func `A master on the loopback has no way to a group of IPv6`() throws {
    let bench = Bench()
    let group = IPAddress.v6(IPv6Address(high: 0xff02_0000_0000_0000, low: 5))
    let master = SyncDaemon(role: .master, interface: "lo", group: group)
    #expect(try bench.change(.startDaemon(master)) == .networkUnreachable)
    #expect(try bench.director.daemons().isEmpty)
    #expect(
      try bench.change(.startDaemon(SyncDaemon(role: .backup, interface: "lo", group: group)))
        == nil)
    #expect(
      try bench.change(.startDaemon(SyncDaemon(role: .master, interface: "eth0", group: group)))
        == nil)
    // Another master is found first.
    #expect(try bench.change(.startDaemon(master)) == .fileExists)
  }

  @Test func `A network's broadcast address is no server's`() throws {
    let bench = Bench(broadcasts: [IPv4Address(192, 0, 2, 255)])
    try bench.addService()
    try bench.addService(v6)
    var tunnel = details
    tunnel.forwarding = .tunnel
    let last: Endpoint = "192.0.2.255:80"
    #expect(try bench.change(.addDestination(Bench.web, last, details)) == .invalidArgument)
    #expect(try bench.change(.addDestination(v6, last, tunnel)) == .invalidArgument)
    #expect(try bench.change(.addDestination(Bench.web, "192.0.3.255:80", details)) == nil)
  }

  @Test func `A refused change does not stop those behind it`() throws {
    let bench = Bench()
    let outcomes = try bench.director.submit([
      .deleteService(Bench.web), .addService(Bench.web, service()), .flush, .flush,
    ])
    #expect(outcomes == [DirectorError(.refused, .noSuchProcess), nil, nil, nil])
    #expect(try bench.director.services().isEmpty)
  }

  @Test func `Servers are listed newest first, also after an edit`() throws {
    let bench = Bench()
    try bench.addService()
    for number in 1...3 { try bench.addServer(UInt8(number)) }
    try bench.editServer(2, weight: 9)
    #expect(
      try bench.director.service(Bench.web).destinations.map(\.endpoint)
        == [3, 2, 1].map { Bench.server($0, 80) })
    #expect(try bench.director.information().connectionTableSize == 4096)
    #expect(try bench.director.information().version.rawValue == 0x01_0201)
  }
}
