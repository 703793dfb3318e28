import IPVS
import IPVSScenario
import Testing

/// Lines of SCTP, of IPsec, and of ICMP's errors.
@Suite struct ProtocolTests {
  private func log(_ text: String) throws -> [String] {
    let director = ScriptedDirector()
    _ = try Scenario(text).transcript(on: director)
    return director.log
  }

  @Test func `An association takes four slots, its end three, an abort one`() throws {
    let log = try log(
      """
      connect sctp 10.1.0.5:1024 10.0.0.1:80
      close sctp 10.1.0.5:1024 10.0.0.1:80
      close sctp 10.1.0.5:1024 10.0.0.1:80 by server
      reset sctp 10.1.0.5:1024 10.0.0.1:80
      reset sctp 10.1.0.5:1024 10.0.0.1:80 by server
      sysctl expire_nodest_conn
      """)
    let request = "- 10.1.0.5:1024 > 10.0.0.1:80 sctp"
    let reply = "- 192.168.1.1:80 > 10.1.0.5:1024 sctp"
    #expect(
      log == [
        "0 \(request) 1", "1 \(reply) 2 from 192.168.1.1", "2 \(request) 10",
        "3 \(reply) 11 from 192.168.1.1",
        "4 \(request) 7", "5 \(reply) 8 from 192.168.1.1", "6 \(request) 14",
        "7 \(reply) 7 from 192.168.1.1", "8 \(request) 8", "9 \(reply) 14 from 192.168.1.1",
        "10 \(request) 6", "11 \(reply) 6 from 192.168.1.1", "12 sysctl",
      ])
  }

  @Test func `Where servers answer past the director only the client's packets are sent`() throws {
    let director = ScriptedDirector()
    director.fate = ScriptedDirector.sending("192.168.1.1", 80, .directRoute)
    _ = try Scenario(
      """
      connect sctp 10.1.0.5:1024 10.0.0.1:80
      sysctl expire_nodest_conn
      """
    ).transcript(on: director)
    let request = "- 10.1.0.5:1024 > 10.0.0.1:80 sctp"
    #expect(director.log == ["0 \(request) 1", "2 \(request) 10", "4 sysctl"])
  }

  @Test(arguments: [
    ("INIT", "1"), ("COOKIE_ECHO+ABORT", "10+6"), ("DATA+DATA+SACK", "0+0+3"), ("-", ""),
    ("192", "192"), ("SHUTDOWN_COMPLETE", "14"), ("0", "0"),
  ])
  func chunks(_ text: String, _ numbers: String) throws {
    #expect(
      try log("packet sctp 10.1.0.1:1 10.0.0.1:80 \(text)\n")
        == ["0 - 10.1.0.1:1 > 10.0.0.1:80 sctp \(numbers)"])
  }

  @Test func `A later packet that is lost is told with its chunk`() throws {
    let director = ScriptedDirector()
    director.fate = { packet in
      packet.side == .clients ? .forwarded(endpoint("192.168.1.1", 80), .masquerade) : .dropped
    }
    let transcript = try Scenario("connect sctp 10.1.0.5:1024 10.0.0.1:80\n").transcript(
      on: director)
    #expect(
      transcript == """
        connect sctp 10.1.0.5:1024 10.0.0.1:80
        | -> 192.168.1.1:80 Masq
        | server's INIT_ACK: dropped

        """)
  }

  @Test func `IPsec has addresses and no ports`() throws {
    let log = try log(
      """
      packet ah 10.1.0.5 10.0.0.1
      packet esp 2001:db8::5 2001:db8::1 mark 7
      reply esp 192.168.1.1 10.1.0.5
      reply ah 10.0.0.1 10.1.0.5 from 192.168.1.1
      clients 2 from 10.1.0.0/24 packet esp 10.0.0.1
      """)
    #expect(
      log == [
        "0 - 10.1.0.5:0 > 10.0.0.1:0 protocol 51",
        "1 - [2001:db8::5]:0 > [2001:db8::1]:0 protocol 50 mark 7",
        "2 - 192.168.1.1:0 > 10.1.0.5:0 protocol 50 from 192.168.1.1",
        "3 - 10.0.0.1:0 > 10.1.0.5:0 protocol 51 from 192.168.1.1",
        "4 - 10.1.0.1:1024 > 10.0.0.1:0 protocol 50",
        "5 - 10.1.0.2:1025 > 10.0.0.1:0 protocol 50",
      ])
  }

  @Test func `An error is about a packet, and comes in on one side`() throws {
    let director = ScriptedDirector()
    let scenario = try Scenario(
      """
      icmp unreachable from 172.16.0.1 about tcp 10.0.0.1:80 10.1.0.5:1024
      icmp too-big from 10.1.0.5 about sctp 10.0.0.1:80 10.1.0.5:1024 mark 3
      icmp time-exceeded from 192.168.1.1 about udp 10.1.0.5:1 192.168.1.1:53 at 192.168.1.1
      icmp host-unreachable from 192.168.1.1 about esp 10.1.0.5 10.0.0.1 at 192.168.1.1
      """)
    _ = try scenario.transcript(on: director)
    #expect(
      director.log == [
        "0 portUnreachable of 172.16.0.1 on 6 10.0.0.1:80 > 10.1.0.5:1024",
        "1 tooBig of 10.1.0.5 on 132 10.0.0.1:80 > 10.1.0.5:1024 mark 3",
        "2 timeExceeded of 192.168.1.1 on 17 10.1.0.5:1 > 192.168.1.1:53 from 192.168.1.1",
        "3 hostUnreachable of 192.168.1.1 on 50 10.1.0.5:0 > 10.0.0.1:0 from 192.168.1.1",
      ])
    // The router is nobody's address.
    #expect(scenario.network.virtual == [ip("10.0.0.1")])
    #expect(scenario.network.clients == [ip("10.1.0.5")])
    #expect(scenario.network.servers == [ip("192.168.1.1")])
  }
}
