import IPVS
import Testing

@testable import IPVSKernel

/// What the kernel tells of a service, what other kernels leave out or add, and what is refused.
@Suite("Answers: services")
struct ServiceAnswerTests {
  private let webKey = hex(
    """
    0600 0100 0200 0000
    0600 0200 0600 0000
    1400 0300 0a000001 000000000000000000000000
    0600 0400 0050 0000
    """)
  private let webDetails = hex(
    """
    0700 0600 736800 00            # SCHED_NAME "sh"
    0c00 0700 13000000 ffffffff    # persistent, hashed, scheduler flag 2
    0800 0800 2c010000             # TIMEOUT
    0800 0900 ffffff00             # NETMASK
    """)

  private func service(_ bytes: [UInt8]) throws -> Service {
    var names = NameTable()
    return try Service(answer: bytes.span.bytes, names: &names)
  }

  @Test("An IPv4 service; wide counters win over narrow ones")
  func serviceIPv4() throws {
    let service = try service(Sample.nest(1, webKey, webDetails, Sample.narrow, Sample.wide))
    let expected = Service(
      identity: .endpoint(.tcp, Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80)),
      details: ServiceDetails(
        scheduler: "sh", schedulerFlags: .flag2, persistence: Persistence(timeout: 300),
        mask: .v4(IPv4Address(255, 255, 255, 0))),
      counters: Sample.counters(1 << 32), rates: Sample.rates(1 << 32))
    #expect(service == expected)
    #expect(
      try self.service(Sample.nest(1, Sample.wide, Sample.narrow, webDetails, webKey)) == expected)
  }

  @Test("Narrow counters alone, as before Linux 4.1; or none")
  func narrowCounters() throws {
    let service = try service(Sample.nest(1, webKey, webDetails, Sample.narrow))
    #expect(service.counters == Sample.counters(0))
    #expect(service.rates == Sample.rates(0))
    #expect(try self.service(Sample.nest(1, webKey, webDetails)).counters == Counters())
  }

  @Test("An IPv6 service with an engine, one packet, no persistence")
  func serviceIPv6() throws {
    let bytes = hex(
      """
      0600 0100 0a00 0000
      0600 0200 1100 0000
      1400 0300 20010db8 000000000000000000000001
      0600 0400 13c4 0000
      0700 0600 727200 00
      0800 0b00 73697000
      0c00 0700 3e000000 ffffffff  # hashed, one packet, all three scheduler flags
      0800 0800 2c010000           # a TIMEOUT that means nothing
      0800 0900 40000000
      """)
    let expected = Service(
      identity: .endpoint(
        .udp, Endpoint(.v6(IPv6Address(high: 0x2001_0db8_0000_0000, low: 1)), port: 5060)),
      details: ServiceDetails(
        scheduler: "rr", schedulerFlags: [.flag1, .flag2, .flag3],
        mask: .v6(prefixLength: 64), persistenceEngine: "sip", isOnePacket: true))
    #expect(try service(Sample.nest(1, bytes)) == expected)
  }

  @Test("A firewall mark")
  func firewallMark() throws {
    let bytes = hex(
      """
      0600 0100 0a00 0000
      0800 0500 ffffffff
      0800 0600 776c6300
      0c00 0700 02000000 ffffffff
      0800 0800 00000000
      0800 0900 80000000
      """)
    let service = try service(Sample.nest(1, bytes))
    #expect(service.identity == .firewallMark(.max, .ipv6))
    #expect(service.details == ServiceDetails(mask: .host(.ipv6)))
  }

  @Test("A mark of 0 is none")
  func noFirewallMark() throws {
    let bytes = Sample.nest(1, webKey, hex("0800 0500 00000000"), webDetails)
    #expect(
      try service(bytes).identity
        == .endpoint(.tcp, Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80)))
  }

  @Test("Attributes of later kernels are passed over, nested or not, also beside the service")
  func unknownAttributes() throws {
    let unknown = hex("0500 3f00 01 000000  0800 4080 0400 0100")
    let bytes = unknown + Sample.nest(1, unknown, webKey, webDetails, unknown) + unknown
    #expect(try service(bytes).details.scheduler == "sh")
  }

  @Test(
    "A service without something essential cannot be read",
    arguments: [0, 8, 16, 36, 44, 52, 64, 72])
  func missing(offset: Int) throws {
    var bytes = webKey + webDetails
    let length = Int(bytes[offset])
    bytes.removeSubrange(offset..<offset + (length + 3) & ~3)
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try service(Sample.nest(1, bytes))
    }
  }

  @Test("A family that is none, and attributes of a wrong size, cannot be read")
  func wrongSizes() {
    let wrong = [
      webKey.replacing(hex("0600 0100 0200 0000"), with: hex("0600 0100 0300 0000")),
      webKey.replacing(hex("0600 0100 0200 0000"), with: hex("0800 0100 0200 0000")),
      webKey.replacing(hex("0600 0200 0600 0000"), with: hex("0500 0200 06 000000")),
      webKey.replacing(hex("0600 0400 0050 0000"), with: hex("0800 0400 0050 0000")),
      webKey + hex("0800 0c00 0500 0100 01000000"),
    ]
    for key in wrong {
      #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
        try service(Sample.nest(1, key, webDetails))
      }
    }
  }
}
