import IPVS
import Testing

@testable import IPVSKernel

/// What the kernel tells of daemons, timeouts and itself.
@Suite("Answers: daemons, timeouts, information")
struct OtherAnswerTests {
  @Test("A daemon with everything, and one of an old kernel")
  func daemons() throws {
    let master = hex(
      """
      3c00 0300
        0800 0100 01000000
        0800 0200 646d3000
        0800 0300 03000000
        0600 0400 c005 0000        # SYNC_MAXLEN 1472
        0600 0700 9022 0000        # MCAST_PORT 8848
        0500 0800 01 000000
        0800 0500 e0000051         # MCAST_GROUP
      """)
    let expected = SyncDaemon(
      role: .master, interface: "dm0", syncID: 3, maximumLength: 1472,
      group: .v4(IPv4Address(224, 0, 0, 81)), port: 8848, timeToLive: 1)
    #expect(try SyncDaemon(answer: master.span.bytes) == expected)

    let backup = hex(
      """
      3000 0300
        0800 0100 02000000
        0800 0200 646d3000
        0800 0300 ff000000
        1400 0600 ff020000 000000000000000000000099
      """)
    let group = IPAddress.v6(IPv6Address(high: 0xff02 << 48, low: 0x99))
    #expect(
      try SyncDaemon(answer: backup.span.bytes)
        == SyncDaemon(role: .backup, interface: "dm0", syncID: 255, group: group))

    let nameless = hex("1400 0300 0800 0100 01000000 0800 0300 03000000")
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try SyncDaemon(answer: nameless.span.bytes)
    }
    let roleless = hex("1c00 0300 0800 0100 03000000 0800 0200 646d3000 0800 0300 03000000")
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try SyncDaemon(answer: roleless.span.bytes)
    }
  }

  @Test("Timeouts and what the director says of itself")
  func bareAnswers() throws {
    let timeouts = hex("0800 0400 84030000  0800 0500 78000000  0800 0600 2c010000")
    #expect(
      try Timeouts(answer: timeouts.span.bytes) == Timeouts(tcp: 900, tcpFin: 120, udp: 300))
    let information = hex("0800 0100 01020100  0800 0200 00100000")
    #expect(
      try DirectorInformation(answer: information.span.bytes)
        == DirectorInformation(
          version: DirectorInformation.Version(rawValue: 0x01_02_01), connectionTableSize: 4096))
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try Timeouts(answer: timeouts.span.bytes.extracting(first: 16))
    }
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try DirectorInformation(answer: information.span.bytes.extracting(first: 8))
    }
  }
}
