import IPVS
import Testing

@testable import IPVSKernel

/// What goes to the kernel for a change.
enum Request {
  /// Submits one change and gives back what was sent for it.
  static func sent(_ change: Change) throws -> [UInt8] {
    let transport = FakeTransport { $0.map { .datagram(Answer.acknowledgement($0.sequence)) } }
    _ = try KernelDirector(transport).submit([change])
    return try #require(transport.sent.first)
  }

  /// The attributes behind both headers, which are checked.
  static func attributes(_ change: Change, command: UInt8) throws -> [UInt8] {
    let bytes = try sent(change)
    let headers =
      hex(
        """
        00000000                   # length, below
        1c00 0500                  # family, NLM_F_REQUEST | NLM_F_ACK
        01000000 00000000          # sequence number, port
        00 01 0000                 # command, below; version 1
        """)
    var expected = headers
    let length = change.mayStayUnanswered ? bytes.count - 16 : bytes.count
    expected[0] = UInt8(length)
    expected[16] = command
    #expect(Array(bytes.prefix(20)) == expected)
    return Array(bytes[20..<length])
  }

  /// 10.0.0.1:80 over TCP.
  static let web = ServiceIdentity.endpoint(
    .tcp, Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80))
  /// [2001:db8::1]:443 over TCP.
  static let secure = ServiceIdentity.endpoint(
    .tcp, Endpoint(.v6(IPv6Address(high: 0x2001_0db8_0000_0000, low: 1)), port: 443))
  /// 192.168.1.1:8080.
  static let server = Endpoint(.v4(IPv4Address(192, 168, 1, 1)), port: 8080)

  /// The service nest of `web` beside a destination, and where it is only named.
  static let namedWeb = hex(
    """
    3000 0180                      # IPVS_CMD_ATTR_SERVICE
      0600 0100 0200 0000          # AF: AF_INET
      0600 0200 0600 0000          # PROTOCOL: TCP
      1400 0300 0a000001 000000000000000000000000
      0600 0400 0050 0000          # PORT 80
    """)
}
