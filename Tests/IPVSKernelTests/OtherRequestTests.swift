import IPVS
import Testing

@testable import IPVSKernel

/// What goes to the kernel for everything that is no service, byte for byte.
///
/// The attributes are those that ipvsadm 1.31 was seen to send for the command that is named.
@Suite("Requests: timeouts, daemons, questions")
struct OtherRequestTests {
  private let web = Request.web

  @Test("--set 100 200 0")
  func setTimeouts() throws {
    let expected = hex("0800 0400 64000000  0800 0500 c8000000  0800 0600 00000000")
    let change = Change.setTimeouts(Timeouts(tcp: 100, tcpFin: 200, udp: 0))
    #expect(try Request.attributes(change, command: 12) == expected)
  }

  @Test("--start-daemon master --mcast-interface dm0 --syncid 3")
  func startMaster() throws {
    let expected = hex(
      """
      1c00 0380                      # IPVS_CMD_ATTR_DAEMON
        0800 0100 01000000           # STATE: master
        0800 0200 646d3000           # MCAST_IFN "dm0"
        0800 0300 03000000           # SYNC_ID; the rest is left to the kernel
      """)
    let daemon = SyncDaemon(role: .master, interface: "dm0", syncID: 3)
    #expect(try Request.attributes(.startDaemon(daemon), command: 9) == expected)
  }

  @Test("--start-daemon backup with everything")
  func startBackup() throws {
    let expected = hex(
      """
      3c00 0380
        0800 0100 02000000           # STATE: backup
        0800 0200 646d3000
        0800 0300 04000000
        0600 0400 e803 0000          # SYNC_MAXLEN 1000
        0600 0700 0f27 0000          # MCAST_PORT 9999 in the machine's order
        0500 0800 05 000000          # MCAST_TTL
        0800 0500 e0000063           # MCAST_GROUP 224.0.0.99
      """)
    let daemon = SyncDaemon(
      role: .backup, interface: "dm0", syncID: 4, maximumLength: 1000,
      group: .v4(IPv4Address(224, 0, 0, 99)), port: 9999, timeToLive: 5)
    #expect(try Request.attributes(.startDaemon(daemon), command: 9) == expected)
  }

  @Test("--start-daemon backup --mcast-interface averyveryverylongname --mcast-group ff02::99")
  func startBackupIPv6() throws {
    let expected = hex(
      """
      3c00 0380
        0800 0100 02000000
        1400 0200 617665727976657279766572796c6f 00
        0800 0300 00000000
        1400 0600 ff020000 000000000000000000000099
      """)
    let daemon = SyncDaemon(
      role: .backup, interface: "averyveryverylongname",
      group: .v6(IPv6Address(high: 0xff02 << 48, low: 0x99)))
    #expect(try Request.attributes(.startDaemon(daemon), command: 9) == expected)
  }

  @Test("--stop-daemon backup --syncid 9, and a message that is only acknowledged behind it")
  func stopDaemon() throws {
    let expected = hex(
      """
      1c00 0380
        0800 0100 02000000
        0500 0200 00 000000          # MCAST_IFN ""
        0800 0300 09000000
      """)
    let change = Change.stopDaemon(.backup, syncID: 9)
    #expect(try Request.attributes(change, command: 10) == expected)
    let last = hex("10000000 0100 0500 02000000 00000000")  // NLMSG_NOOP, number 2
    #expect(Array(try Request.sent(change).suffix(16)) == last)
  }

  @Test("The questions, and that only listings are dumps")
  func questions() throws {
    let transport = FakeTransport()
    let director = KernelDirector(transport)
    _ = try? director.information()
    _ = try? director.timeouts()
    _ = try? director.daemons()
    _ = try? director.services()
    _ = try? director.service(web)
    _ = try? director.service(.firewallMark(.max, .ipv4))
    let expected = [
      hex("14000000 1c00 0500 01000000 00000000 0f 01 0000"),
      hex("14000000 1c00 0500 02000000 00000000 0d 01 0000"),
      hex("14000000 1c00 0503 03000000 00000000 0b 01 0000"),
      hex("14000000 1c00 0503 04000000 00000000 04 01 0000"),
      hex(
        """
        44000000 1c00 0500 05000000 00000000 04 01 0000
        3000 0180
          0600 0100 0200 0000
          0600 0200 0600 0000
          1400 0300 0a000001 000000000000000000000000
          0600 0400 0050 0000
        """),
      hex(
        """
        28000000 1c00 0500 06000000 00000000 04 01 0000
        1400 0180
          0600 0100 0200 0000
          0800 0500 ffffffff
        """),
    ]
    #expect(transport.sent == expected)
  }
}
