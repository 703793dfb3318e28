import IPVS
import Testing

@testable import IPVSKernel

/// What /proc tells of services to anybody.
struct ReadableFilesTests {
  /// As a kernel of 100 ticks a second wrote it.
  private static let table = """
    IP Virtual Server version 1.2.1 (size=4096)
    Prot LocalAddress:Port Scheduler Flags
      -> RemoteAddress:Port Forward Weight ActiveConn InActConn
    TCP  [2001:0db8:0000:0000:0000:0000:0000:0001]:01BB sh persistent 60000 40000000
      -> [2001:0db8:0001:0000:0000:0000:0000:0002]:01BB      Route   1      7          8
    UDP  0A000001:0035 rr ops\u{20}\u{20}
    UDP  0A000001:0036 rr ops  persistent 2000 FFFFFFFF
    TCP  0A000001:0050 wlc  persistent 30000 FFFFFF00
      -> C0A80102:0050      Tunnel  0      0          0
      -> C0A80101:0050      Masq    1      2          1
    SCTP  0A000001:005A none\u{20}
    FWM  00000007 mh persistent 30000 80000000
    FWM  00000007 mh persistent 30000 FFFFFFFF
    FWM  00000008 rr\u{20}
      -> [2001:0db8:0001:0000:0000:0000:0000:0002]:0000      Masq    1      0          0

    """

  private func director(
    _ table: String, in folder: TemporaryDirectory
  ) throws -> ReadableFilesDirector {
    folder.write(table.utf8, to: "ip_vs")
    return try ReadableFilesDirector(
      connections: "\(folder.path)/none", table: "\(folder.path)/ip_vs", settings: folder.path,
      ticksPerSecond: 100)
  }

  @Test func everythingThatIsTold() throws {
    let folder = TemporaryDirectory()
    let services = try director(Self.table, in: folder).services()
    let v4 = Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80)
    #expect(services.count == 8)
    #expect(services[0].details.persistence?.timeout == 600)
    #expect(services[0].details.mask == .v6(prefixLength: 64))
    #expect(services[0].details.scheduler == "sh")
    #expect(services[0].destinations.map(\.connectionCounts.active) == [7])
    #expect(services[1].details.isOnePacket)
    #expect(services[1].details.persistence == nil)
    #expect(services[2].details.isOnePacket)
    #expect(services[2].details.persistence?.timeout == 20)
    #expect(services[3].identity == .endpoint(.tcp, v4))
    #expect(services[3].details.persistence?.timeout == 300)
    #expect(services[3].details.mask == .v4(IPv4Address(255, 255, 255, 0)))
    #expect(services[3].destinations.map(\.details.weight) == [0, 1])
    #expect(services[3].destinations.map(\.details.forwarding) == [.tunnel, .masquerade])
    #expect(services[4].details.scheduler == "none")
    #expect(services[5].identity == .firewallMark(7, .ipv6))
    #expect(services[5].details.mask == .v6(prefixLength: 128))
    #expect(services[6].identity == .firewallMark(7, .ipv4))
    #expect(services[7].identity == .firewallMark(8, .ipv6))
    #expect(services[7].details.mask == .v6(prefixLength: 128))
  }

  @Test func whatNeedsAPrivilegeIsRefused() throws {
    let folder = TemporaryDirectory()
    let director = try director(Self.table, in: folder)
    #expect(throws: DirectorError(.refused, .notPermitted)) { try director.timeouts() }
    #expect(throws: DirectorError(.refused, .notPermitted)) {
      try director.submit(Change.flush)
    }
  }

  @Test func noFileIsNoIPVS() {
    let folder = TemporaryDirectory()
    #expect(throws: DirectorError(.notAvailable, .protocolNotAvailable)) {
      try ReadableFilesDirector(
        connections: "", table: "\(folder.path)/none", settings: "", ticksPerSecond: 100)
    }
  }

  /// Whatever stands in the file: services or an error, and never a trap.
  @Test(arguments: [
    "TCP", "TCP  0A000001:0050", "TCP  0A000001:0050 rr persistent", "FWM", "FWM  x rr",
    "TCP  0A000001:0050 rr persistent 99999999999 FFFFFFFF", "TCP  0A000001:0050 rr persistent 1 x",
    "  -> C0A80102:0050      Tunnel  0      0          0", "nonsense",
  ])
  func rowsThatAreNone(_ row: String) throws {
    let folder = TemporaryDirectory()
    let titles = Self.table.split(separator: "\n").prefix(3).joined(separator: "\n")
    let director = try director("\(titles)\n\(row)\n", in: folder)
    #expect(throws: DirectorError.self) { try director.services() }
  }

  /// A time that wrapped is told as a negative number of ticks.
  @Test func negativeTicks() throws {
    let folder = TemporaryDirectory()
    let titles = Self.table.split(separator: "\n").prefix(3).joined(separator: "\n")
    let director = try director(
      "\(titles)\nTCP  0A000001:0050 rr persistent -100 FFFFFFFF\n", in: folder)
    #expect(try director.services()[0].details.persistence?.timeout == 42_949_671)
  }
}
