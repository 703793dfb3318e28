import IPVS
import Testing

@testable import IPVSVerbs

/// Words that name services, servers and times.
struct WordTests {
  private static let web = Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80)

  @Test func services() throws {
    let any = try #require(ServiceWord(argument: "10.0.0.1:80"))
    #expect(any.names(.endpoint(.tcp, Self.web)))
    #expect(any.names(.endpoint(.udp, Self.web)))
    let tcp = try #require(ServiceWord(argument: "TCP:10.0.0.1:80"))
    #expect(tcp.names(.endpoint(.tcp, Self.web)))
    #expect(!tcp.names(.endpoint(.udp, Self.web)))
    let six = try #require(ServiceWord(argument: "udp:[2001:db8::1]:53"))
    let address = try #require(IPv6Address(Array("2001:db8::1".utf8)[...]))
    #expect(six.names(.endpoint(.udp, Endpoint(.v6(address), port: 53))))
    let mark = try #require(ServiceWord(argument: "fwmark6:7"))
    #expect(mark.names(.firewallMark(7, .ipv6)))
    #expect(!mark.names(.firewallMark(7, .ipv4)))
  }

  @Test(arguments: [
    "", "10.0.0.1", "10.0.0.1:", "10.0.0.1:65536", "10.0.0.1:-1", "10.0.0.1:+1", "fwmark:0",
    "fwmark:4294967296", "fwmark:x", "tcp:", "www:80", "2001:db8::1:80", "[2001:db8::1]",
    "tcp:tcp:1",
    "[::1", "10.0.0.1:80 ", "10.0.1:80",
  ])
  func noServices(_ word: String) {
    #expect(ServiceWord(argument: word) == nil)
  }

  @Test func servers() throws {
    let all = try #require(ServerWord(argument: "10.0.0.1"))
    #expect(all.names(Self.web))
    let one = try #require(ServerWord(argument: "10.0.0.1:81"))
    #expect(!one.names(Self.web))
    #expect(try #require(ServerWord(argument: "2001:db8::1")).port == nil)
  }

  @Test(arguments: [
    (0, "0s"), (59, "59s"), (60, "1m"), (90, "1m30s"), (3600, "1h"), (3661, "1h1m"),
    (90000, "1d1h"),
  ])
  func times(_ seconds: UInt64, _ text: String) {
    #expect(TimeText.text(seconds: seconds) == text)
  }

  @Test func timesAreRead() {
    #expect(TimeText.seconds("90") == 90)
    #expect(TimeText.seconds("1h30m") == 5400)
    #expect(TimeText.seconds("2d") == 172_800)
    for word in ["", "m", "1x", "1m1h", "1m1m", "-1", "99999999999999999999", "1m5"] {
      #expect(TimeText.seconds(word) == nil, "\(word)")
    }
  }
}
