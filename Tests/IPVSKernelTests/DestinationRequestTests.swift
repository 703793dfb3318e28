import IPVS
import Testing

@testable import IPVSKernel

/// What goes to the kernel for a destination, byte for byte.
///
/// The attributes are those that ipvsadm 1.31 was seen to send for the command that is named, without
/// those that the kernel does not read, and without those of a tunnel where they are zeros.
@Suite("Requests: destinations")
struct DestinationRequestTests {
  private let web = Request.web
  private let secure = Request.secure
  private let server = Request.server
  private let namedWeb = Request.namedWeb

  @Test("-a -t 10.0.0.1:80 -r 192.168.1.1:8080 -m -w 5 -x 100 -y 50")
  func addDestination() throws {
    let details = DestinationDetails(
      forwarding: .masquerade, weight: 5, upperThreshold: 100, lowerThreshold: 50)
    let expected =
      namedWeb
      + hex(
        """
        4800 0280                      # IPVS_CMD_ATTR_DEST
          0600 0b00 0200 0000          # ADDR_FAMILY: AF_INET
          1400 0100 c0a80101 000000000000000000000000
          0600 0200 1f90 0000          # PORT 8080
          0800 0300 00000000           # FWD_METHOD: masquerade
          0800 0400 05000000           # WEIGHT
          0800 0500 64000000           # U_THRESH
          0800 0600 32000000           # L_THRESH
        """)
    #expect(try Request.attributes(.addDestination(web, server, details), command: 5) == expected)
    #expect(try Request.attributes(.editDestination(web, server, details), command: 6) == expected)
  }

  @Test("-a -t [2001:db8::1]:443 -r 192.168.1.1:8080 -i --tun-type gue --tun-port 6080 --tun-csum")
  func addTunnel() throws {
    // 1.31 fills the last 12 bytes of the IPv4 address with what the service's address left there.
    let details = DestinationDetails(
      forwarding: .tunnel, weight: .max, tunnel: Tunnel(kind: .gue, port: 6080, checksum: .full))
    let expected = hex(
      """
      3000 0180
        0600 0100 0a00 0000
        0600 0200 0600 0000
        1400 0300 20010db8 000000000000000000000001
        0600 0400 01bb 0000
      6000 0280
        0600 0b00 0200 0000          # the server's own family
        1400 0100 c0a80101 000000000000000000000000
        0600 0200 1f90 0000
        0800 0300 02000000           # FWD_METHOD: tunnel
        0800 0400 ffffff7f
        0500 0d00 01 000000          # TUN_TYPE: GUE
        0600 0e00 17c0 0000          # TUN_PORT in network order
        0600 0f00 0100 0000          # TUN_FLAGS: checksum
        0800 0500 00000000
        0800 0600 00000000
      """)
    #expect(
      try Request.attributes(.addDestination(secure, server, details), command: 5) == expected)
  }

  @Test("-d -t 10.0.0.1:80 -r 192.168.1.1:8080: names alone, where 1.31 has details too")
  func deleteDestination() throws {
    let expected =
      namedWeb
      + hex(
        """
        2800 0280
          0600 0b00 0200 0000
          1400 0100 c0a80101 000000000000000000000000
          0600 0200 1f90 0000
        """)
    #expect(try Request.attributes(.deleteDestination(web, server), command: 7) == expected)
  }
}
