import IPVS
import IPVSScenario
import IPVSTestSupport
import Testing

@Suite struct RunTests {
  @Test func everythingHasItsSlot() throws {
    let director = ScriptedDirector()
    _ = try Scenario(
      """
      ipvsadm -Ln
      sysctl expire_nodest_conn=1
      connect tcp 10.1.0.5:1024 10.0.0.1:80
      packet udp 10.1.0.5:53 10.0.0.1:53 mark 7
      wait 1s
      close tcp 10.1.0.5:1024 10.0.0.1:80 by server
      connect udp 10.1.0.5:53 10.0.0.1:80
      reset tcp 10.1.0.5:1024 10.0.0.1:80
      reply tcp 192.168.1.1:80 10.1.0.5:1024 -
      reply udp 10.0.0.1:80 10.1.0.5:53 from 192.168.1.9
      """
    ).transcript(on: director)
    #expect(
      director.log == [
        "0 command", "1 sysctl",
        "2 S 10.1.0.5:1024 > 10.0.0.1:80",
        "3 SA 192.168.1.1:80 > 10.1.0.5:1024 from 192.168.1.1",
        "4 A 10.1.0.5:1024 > 10.0.0.1:80",
        "5 - 10.1.0.5:53 > 10.0.0.1:53 udp mark 7",
        "56 FA 192.168.1.1:80 > 10.1.0.5:1024 from 192.168.1.1",
        "57 FA 10.1.0.5:1024 > 10.0.0.1:80",
        "58 A 192.168.1.1:80 > 10.1.0.5:1024 from 192.168.1.1",
        "59 - 10.1.0.5:53 > 10.0.0.1:80 udp",
        "60 - 192.168.1.1:80 > 10.1.0.5:53 udp from 192.168.1.1",
        "62 R 10.1.0.5:1024 > 10.0.0.1:80",
        "63 - 192.168.1.1:80 > 10.1.0.5:1024 from 192.168.1.1",
        "64 - 10.0.0.1:80 > 10.1.0.5:53 udp from 192.168.1.9",
      ])
  }

  @Test func datagramsCarryWhatTheLineSays() throws {
    let director = ScriptedDirector()
    _ = try Scenario(
      """
      connect udp 10.1.0.5:53 10.0.0.1:80 mark 7 call-id a@b
      packet udp 10.1.0.5:53 10.0.0.1:80 payload $'x\\r'
      reply udp 10.0.0.1:80 10.1.0.5:53 from 192.168.1.9 call-id a
      clients 1 from 10.1.1.0/24 packet udp 10.0.0.1:80 call-id c
      """
    ).transcript(on: director)
    let request = #""OPTIONS sip:a SIP/2.0\r\nCall-ID: "#
    let response = #""SIP/2.0 200 OK\r\nCall-ID: "#
    #expect(
      director.log == [
        "0 - 10.1.0.5:53 > 10.0.0.1:80 udp mark 7 \(request)a@b\\r\\n\\r\\n\"",
        "1 - 192.168.1.1:80 > 10.1.0.5:53 udp from 192.168.1.1 \(response)a@b\\r\\n\\r\\n\"",
        "3 - 10.1.0.5:53 > 10.0.0.1:80 udp \"x\\r\"",
        "4 - 10.0.0.1:80 > 10.1.0.5:53 udp from 192.168.1.9 \(response)a\\r\\n\\r\\n\"",
        "5 - 10.1.1.1:1024 > 10.0.0.1:80 udp \(request)c\\r\\n\\r\\n\"",
      ])
  }

  @Test(arguments: [
    Verdict.refused, .passed, .dropped, .forwarded(endpoint("192.168.1.1", 80), .directRoute),
  ])
  func verdictsDoNotMoveTime(_ verdict: Verdict) throws {
    let director = ScriptedDirector()
    director.fate = { _ in verdict }
    _ = try Scenario(
      """
      connect tcp 10.1.0.5:1024 10.0.0.1:80
      close tcp 10.1.0.5:1024 10.0.0.1:80
      reset tcp 10.1.0.5:1024 10.0.0.1:80
      clients 2 from 10.1.1.0/24 connect udp 10.0.0.1:80
      sysctl expire_nodest_conn
      """
    ).transcript(on: director)
    #expect(director.log.last == "13 sysctl")
  }

  @Test func countersAreWaitedFor() throws {
    let director = ScriptedDirector()
    _ = try Scenario(
      """
      packet udp 10.1.0.5:53 10.0.0.1:53
      ipvsadm -Ln --stats
      wait 3s
      ipvsadm -Ln --stats
      wait 5s
      ipvsadm -R
      < -L --stats
      ipvsadm -Ln
      """
    ).transcript(on: director)
    #expect(
      director.log.dropFirst() == ["200 command", "400 command", "651 command", "652 command"])
  }

  @Test func serversAnswerPastTheDirectorUnlessItTranslates() throws {
    let director = ScriptedDirector()
    director.fate = ScriptedDirector.sending("192.168.1.1", 80, .directRoute)
    let text = try Scenario(
      """
      connect tcp 10.1.0.5:1024 10.0.0.1:80
      close tcp 10.1.0.5:1024 10.0.0.1:80 by server
      """
    ).transcript(on: director)
    #expect(
      director.log == [
        "0 S 10.1.0.5:1024 > 10.0.0.1:80", "2 A 10.1.0.5:1024 > 10.0.0.1:80",
        "4 FA 10.1.0.5:1024 > 10.0.0.1:80",
      ])
    #expect(
      text == """
        connect tcp 10.1.0.5:1024 10.0.0.1:80
        | -> 192.168.1.1:80 Route
        close tcp 10.1.0.5:1024 10.0.0.1:80 by server
        | -> 192.168.1.1:80 Route

        """)
  }

  @Test func anExchangeBreaksOff() throws {
    let director = ScriptedDirector()
    var fates: [Verdict] = [
      .forwarded(endpoint("192.168.1.1", 8080), .masquerade), .dropped,
      .forwarded(endpoint("192.168.1.1", 8080), .masquerade), .answered(endpoint("10.0.0.1", 80)),
      .forwarded(endpoint("192.168.1.2", 8080), .masquerade),
      .refused,
    ]
    director.fate = { _ in fates.isEmpty ? .passed : fates.removeFirst() }
    let text = try Scenario(
      """
      connect tcp 10.1.0.5:1024 10.0.0.1:80
      connect tcp 10.1.0.5:1024 10.0.0.1:80
      connect tcp 10.1.0.5:1024 10.0.0.1:80
      close tcp 10.1.0.5:1024 10.0.0.1:80
      """
    ).transcript(on: director)
    #expect(
      text == """
        connect tcp 10.1.0.5:1024 10.0.0.1:80
        | -> 192.168.1.1:8080 Masq
        | server's SYN+ACK: dropped
        connect tcp 10.1.0.5:1024 10.0.0.1:80
        | -> 192.168.1.1:8080 Masq
        | client's ACK: -> 192.168.1.2:8080 Masq
        connect tcp 10.1.0.5:1024 10.0.0.1:80
        | refused
        close tcp 10.1.0.5:1024 10.0.0.1:80
        | not connected

        """)
    #expect(fates.isEmpty)
  }

  @Test func aPacketIsEnoughToKnowTheServer() throws {
    let director = ScriptedDirector()
    let text = try Scenario(
      """
      packet tcp 10.1.0.5:1024 10.0.0.1:80 SYN
      reset tcp 10.1.0.5:1024 10.0.0.1:80 by server
      """
    ).transcript(on: director)
    #expect(text.hasSuffix("by server\n| <- 10.0.0.1:80\n"))
  }

  @Test func clientsAreCounted() throws {
    let director = ScriptedDirector()
    director.fate = { packet in
      guard case .clients = packet.side else { return .answered(packet.source) }
      switch packet.source.port % 4 {
      case 0: return .refused
      case 1: return .forwarded(endpoint("192.168.1.10", 80), .directRoute)
      default: return .forwarded(endpoint("192.168.1.9", 80), .directRoute)
      }
    }
    let text = try Scenario("clients 9 from 10.1.0.0/24 connect tcp 10.0.0.1:80 mark 3\n")
      .transcript(on: director)
    #expect(
      text == """
        clients 9 from 10.1.0.0/24 connect tcp 10.0.0.1:80 mark 3
        | 4 -> 192.168.1.9:80 Route
        | 2 -> 192.168.1.10:80 Route
        | 3 refused

        """)
    #expect(director.log.first == "0 S 10.1.0.1:1024 > 10.0.0.1:80 mark 3")
    #expect(director.log.last == "24 S 10.1.0.9:1032 > 10.0.0.1:80 mark 3")
  }

  @Test func clientsCanEndWhatTheyBegan() throws {
    let director = ScriptedDirector()
    let text = try Scenario(
      """
      clients 3 from 2001:db8:1::/64 connect tcp [2001:db8::1]:80
      clients 2 from 2001:db8:1::/64 reset tcp [2001:db8::1]:80
      """
    ).transcript(on: director)
    #expect(text.hasSuffix("\n| 2 -> 192.168.1.1:80 Masq\n"))
    #expect(director.log.last == "10 R [2001:db8:1::2]:1025 > [2001:db8::1]:80")
  }

  @Test func aLateSlotEndsTheRun() {
    let director = ScriptedDirector()
    director.lateFrom = 51
    let error = #expect(throws: ScenarioFailure.self) {
      _ = try Scenario("sysctl expire_nodest_conn\nwait 1s\n\nsysctl expire_nodest_conn\n")
        .transcript(on: director)
    }
    #expect(error == ScenarioFailure(line: 4, cause: .dataPlane(DataPlaneError(.late, .noData))))
  }

  @Test func aFailedDirectorEndsTheRun() {
    let director = ScriptedDirector()
    director.table.failure = DirectorError(.noAnswer, .noData)
    let error = #expect(throws: ScenarioFailure.self) {
      _ = try Scenario("# one\nipvsadm -C\n").transcript(on: director)
    }
    #expect(
      error == ScenarioFailure(line: 2, cause: .director(DirectorError(.noAnswer, .noData))))
  }

  @Test func theNetworkIsKnownBefore() throws {
    let director = ScriptedDirector()
    _ = try Scenario(
      """
      ipvsadm -A -t 10.0.0.1:80 -s rr
      ipvsadm -amt 10.0.0.1:80 --real-server=192.168.1.1
      ipvsadm -R
      < -A -u 10.0.0.2:53
      < -L -t 10.0.0.9:80
      < -a -u 10.0.0.2:53 -r192.168.1.2:5353 -m
      packet tcp 10.1.0.1:1 10.0.0.3:80 SYN
      reply tcp 192.168.1.3:80 10.1.0.2:1 ACK
      reply tcp 10.0.0.4:80 10.1.0.2:1 ACK from 192.168.1.4
      clients 2 from 10.2.0.0/30 connect tcp 10.0.0.1:80
      """
    ).transcript(on: director)
    #expect(
      director.network
        == Network(
          virtual: [ip("10.0.0.1"), ip("10.0.0.2"), ip("10.0.0.3"), ip("10.0.0.4")],
          servers: [
            ip("192.168.1.1"), ip("192.168.1.2"), ip("192.168.1.3"), ip("192.168.1.4"),
          ],
          clients: [ip("10.1.0.1"), ip("10.1.0.2"), ip("10.2.0.1"), ip("10.2.0.2")]))
  }

  @Test func longTimeoutsNeedALongerPhase() throws {
    func bits(_ text: String) throws -> Int {
      try Scenario(text + "\n").phaseBits(ticksPerSecond: 250)
    }
    // 63 granules of a level are too long for it.
    #expect(try bits("connect tcp 10.1.0.1:1 10.0.0.1:80") == 12)
    #expect(try bits("ipvsadm -A -t 10.0.0.1:80 -p 1032") == 12)
    #expect(try bits("ipvsadm -A -t 10.0.0.1:80 -p 1033") == 15)
    #expect(try bits("ipvsadm -A -t 10.0.0.1:80 -p 66060") == 18)
    #expect(try bits("ipvsadm -A -t 10.0.0.1:80 -p 66061") == 21)
    #expect(try bits("ipvsadm -R\n< -E -t 10.0.0.1:80 -p 86400") == 21)
    #expect(try bits("ipvsadm --set 70000 0 0") == 21)
    #expect(try bits("ipvsadm -A -t 10.0.0.1:80 -p 2678400") == 24)
  }
}
