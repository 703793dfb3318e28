import IPVS
import Testing

@testable import IPVSKernel

/// What the kernel tells of a destination, and what is refused.
@Suite("Answers: destinations")
struct DestinationAnswerTests {
  private func destination(
    _ bytes: [UInt8], serviceFamily: AddressFamily = .ipv4
  ) throws -> Destination {
    try Destination(answer: bytes.span.bytes, serviceFamily: serviceFamily)
  }

  /// A destination of Linux 6.1, without its counters.
  private let tunnelled = hex(
    """
    1400 0100 c0a80102 000000000000000000000000
    0600 0200 0050 0000
    0800 0300 02000000             # FWD_METHOD: tunnel
    0800 0400 01000000
    0500 0d00 01 000000            # TUN_TYPE: GUE
    0600 0e00 17c0 0000            # TUN_PORT
    0600 0f00 0100 0000            # TUN_FLAGS
    0800 0500 64000000             # U_THRESH
    0800 0600 32000000             # L_THRESH
    0800 0700 07000000             # ACTIVE_CONNS
    0800 0800 08000000             # INACT_CONNS
    0800 0900 09000000             # PERSIST_CONNS
    """)
  private let familyIPv4 = hex("0600 0b00 0200 0000")

  @Test("A destination of another family than its service")
  func destinationIPv4() throws {
    var counts = ConnectionCounts()
    counts.active = 7
    counts.inactive = 8
    counts.persistent = 9
    let expected = Destination(
      endpoint: Endpoint(.v4(IPv4Address(192, 168, 1, 2)), port: 80),
      details: DestinationDetails(
        forwarding: .tunnel, upperThreshold: 100, lowerThreshold: 50,
        tunnel: Tunnel(kind: .gue, port: 6080, checksum: .full)),
      connectionCounts: counts, counters: Sample.counters(1 << 32), rates: Sample.rates(1 << 32))
    let bytes = Sample.nest(2, tunnelled, familyIPv4, Sample.narrow, Sample.wide)
    #expect(try destination(bytes, serviceFamily: .ipv6) == expected)
  }

  @Test("A destination of an old kernel: no family, no tunnel, no wide counters")
  func oldDestination() throws {
    let bytes = hex(
      """
      1400 0100 20010db8 000000000000000000000001
      0600 0200 0000 0000
      0800 0300 03010000           # flags beside the method
      0800 0400 00000080
      """)
    let expected = Destination(
      endpoint: Endpoint(.v6(IPv6Address(high: 0x2001_0db8_0000_0000, low: 1))),
      details: DestinationDetails(forwarding: .directRoute, weight: .min),
      counters: Sample.counters(0), rates: Sample.rates(0))
    #expect(try destination(Sample.nest(2, bytes, Sample.narrow), serviceFamily: .ipv6) == expected)
  }

  @Test("A destination without address, port, method or weight cannot be read")
  func incompleteDestination() {
    for offset in [0, 20, 28, 36] {
      var bytes = tunnelled
      let length = Int(bytes[offset])
      bytes.removeSubrange(offset..<offset + (length + 3) & ~3)
      #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
        try destination(Sample.nest(2, bytes))
      }
    }
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try destination(Sample.nest(2, tunnelled, hex("0600 0b00 0100 0000")))
    }
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try destination(Sample.nest(1, tunnelled))
    }
  }
}
