import IPVS
import Testing

@testable import IPVSKernel

/// What goes to the kernel for a service, byte for byte.
///
/// The attributes are those that ipvsadm 1.31 was seen to send for the command that is named, without
/// those that the kernel does not read.
@Suite("Requests: services")
struct ServiceRequestTests {
  private let web = Request.web
  private let secure = Request.secure
  private let namedWeb = Request.namedWeb

  @Test("-A -t 10.0.0.1:80 -s rr, the whole message")
  func addService() throws {
    let expected = hex(
      """
      68000000 1c00 0500 01000000 00000000 # 104 bytes, family, REQUEST | ACK, number 1, port 0
      01 01 0000                     # IPVS_CMD_NEW_SERVICE, version 1
      5400 0180                      # IPVS_CMD_ATTR_SERVICE
        0600 0100 0200 0000          # AF: AF_INET
        0600 0200 0600 0000          # PROTOCOL: TCP
        1400 0300 0a000001 000000000000000000000000
        0600 0400 0050 0000          # PORT 80
        0700 0600 727200 00          # SCHED_NAME "rr"
        0c00 0700 00000000 ffffffff  # FLAGS and their mask
        0800 0800 00000000           # TIMEOUT
        0800 0900 ffffffff           # NETMASK
      """)
    let details = ServiceDetails(scheduler: "rr", mask: .host(.ipv4))
    #expect(try Request.sent(.addService(web, details)) == expected)
  }

  @Test("-E -t 10.0.0.1:80 -s sh -p 300 -M 255.255.255.0 -b sh-port")
  func editService() throws {
    let details = ServiceDetails(
      scheduler: "sh", schedulerFlags: .flag2, persistence: Persistence(timeout: 300),
      mask: .v4(IPv4Address(255, 255, 255, 0)))
    let expected = hex(
      """
      5400 0180
        0600 0100 0200 0000
        0600 0200 0600 0000
        1400 0300 0a000001 000000000000000000000000
        0600 0400 0050 0000
        0700 0600 736800 00          # SCHED_NAME "sh"
        0c00 0700 11000000 ffffffff  # FLAGS: persistent, scheduler flag 2
        0800 0800 2c010000           # TIMEOUT 300
        0800 0900 ffffff00           # NETMASK in network order
      """)
    #expect(try Request.attributes(.editService(web, details), command: 2) == expected)
  }

  @Test("-A -t [2001:db8::1]:443 -s wlc -p 300 -M 64")
  func addServiceIPv6() throws {
    let details = ServiceDetails(
      persistence: Persistence(timeout: 300), mask: .v6(prefixLength: 64))
    let expected = hex(
      """
      5400 0180
        0600 0100 0a00 0000          # AF: AF_INET6
        0600 0200 0600 0000
        1400 0300 20010db8 000000000000000000000001
        0600 0400 01bb 0000
        0800 0600 776c6300           # SCHED_NAME "wlc"
        0c00 0700 01000000 ffffffff
        0800 0800 2c010000
        0800 0900 40000000           # NETMASK: a prefix length, in the machine's order
      """)
    #expect(try Request.attributes(.addService(secure, details), command: 1) == expected)
  }

  @Test("-A -f 7 -6 -s rr -p")
  func addFirewallMark() throws {
    let details = ServiceDetails(
      scheduler: "rr", persistence: Persistence(timeout: 360), mask: .host(.ipv6))
    let expected = hex(
      """
      3800 0180
        0600 0100 0a00 0000
        0800 0500 07000000           # FWMARK, and neither protocol nor address nor port
        0700 0600 727200 00
        0c00 0700 01000000 ffffffff
        0800 0800 68010000
        0800 0900 80000000
      """)
    let change = Change.addService(.firewallMark(7, .ipv6), details)
    #expect(try Request.attributes(change, command: 1) == expected)
  }

  @Test("-A -u 10.0.0.1:5060 -s rr -p 60 --pe sip -o")
  func addServiceWithEngine() throws {
    let identity = ServiceIdentity.endpoint(
      .udp, Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 5060))
    let details = ServiceDetails(
      scheduler: "rr", persistence: Persistence(timeout: 60), mask: .host(.ipv4),
      persistenceEngine: "sip", isOnePacket: true)
    let expected = hex(
      """
      5c00 0180
        0600 0100 0200 0000
        0600 0200 1100 0000          # PROTOCOL: UDP
        1400 0300 0a000001 000000000000000000000000
        0600 0400 13c4 0000
        0700 0600 727200 00
        0800 0b00 73697000           # PE_NAME "sip"
        0c00 0700 05000000 ffffffff  # FLAGS: persistent, one packet
        0800 0800 3c000000
        0800 0900 ffffffff
      """)
    #expect(try Request.attributes(.addService(identity, details), command: 1) == expected)
  }

  @Test("A scheduler's name is cut to 15 bytes, an engine's to 16, as 1.31 does")
  func longNames() throws {
    let details = ServiceDetails(
      scheduler: "averyveryverylongname", mask: .host(.ipv4),
      persistenceEngine: "averyveryverylongname")
    let expected = hex(
      """
      7800 0180
        0600 0100 0200 0000
        0600 0200 0600 0000
        1400 0300 0a000001 000000000000000000000000
        0600 0400 0050 0000
        1400 0600 617665727976657279766572796c6f 00          # "averyveryverylo"
        1500 0b00 617665727976657279766572796c6f6e 00 000000 # "averyveryverylon"
        0c00 0700 00000000 ffffffff
        0800 0800 00000000
        0800 0900 ffffffff
      """)
    #expect(try Request.attributes(.addService(web, details), command: 1) == expected)
  }

  @Test("Flags that are not a scheduler's cannot be smuggled in")
  func foreignFlags() throws {
    let details = ServiceDetails(
      scheduler: "", schedulerFlags: SchedulerFlags(rawValue: 0xffff_ffc7), mask: .host(.ipv4))
    let expected = hex(
      """
      5400 0180
        0600 0100 0200 0000
        0600 0200 0600 0000
        1400 0300 0a000001 000000000000000000000000
        0600 0400 0050 0000
        0500 0600 00 000000          # SCHED_NAME ""
        0c00 0700 00000000 ffffffff  # FLAGS and their mask
        0800 0800 00000000           # TIMEOUT
        0800 0900 ffffffff           # NETMASK
      """)
    #expect(try Request.attributes(.addService(web, details), command: 1) == expected)
  }

  @Test("-D -t 10.0.0.1:80 and -Z -t 10.0.0.1:80: a name alone, where 1.31 has details too")
  func namedService() throws {
    #expect(try Request.attributes(.deleteService(web), command: 3) == namedWeb)
    #expect(try Request.attributes(.zero(web), command: 16) == namedWeb)
  }

  @Test("-Z and -C: no attributes")
  func bareCommands() throws {
    #expect(try Request.attributes(.zero(nil), command: 16) == [])
    #expect(try Request.attributes(.flush, command: 17) == [])
  }
}
