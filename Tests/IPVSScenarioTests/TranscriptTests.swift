import IPVS
import IPVSScenario
import IPVSTestSupport
import Testing

@Suite struct TranscriptTests {
  private static let scenario = """
    # Two services, one of them listed
    ipvsadm -A -t 10.0.0.2:80 -s rr -p 360 -M 255.255.255.0
    ipvsadm -R
    < -A -t 10.0.0.1:80
    <$ -a -t 10.0.0.1:80\\x20-r 192.168.1.1 -m\\n

    ipvsadm -Ln
    ipvsadm -A -t 10.0.0.2:80
    ipvsadm -L -t
    ipvsadm -Lcn
    sysctl expire_nodest_conn   # its default
    sysctl expire_nodest_conn=1
    sysctl no_such=1
    connect tcp 10.1.0.5:1024 10.0.0.1:80
    packet tcp 10.1.0.6:1024 10.0.0.1:80 SYN
    wait 6m

    """

  private static let transcript = """
    # Two services, one of them listed
    ipvsadm -A -t 10.0.0.2:80 -s rr -p 360 -M 255.255.255.0
    ipvsadm -R
    < -A -t 10.0.0.1:80
    <$ -a -t 10.0.0.1:80\\x20-r 192.168.1.1 -m\\n

    ipvsadm -Ln
    | IP Virtual Server version 1.2.1 (size=4096)
    | Prot LocalAddress:Port Scheduler Flags
    |   -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
    | TCP  10.0.0.1:80 wlc
    |   -> 192.168.1.1:80               Masq    1      0          0        ·
    | TCP  10.0.0.2:80 rr persistent 360 mask 255.255.255.0
    ipvsadm -A -t 10.0.0.2:80
    | ! Service already exists
    | exit 255
    ipvsadm -L -t
    | ! -t: missing argument
    | exit 255
    ipvsadm -Lcn
    | IPVS connection entries
    | pro expire state       source             virtual            destination
    | UDP 00:00  NONE        10.1.0.9:0         10.0.0.1:80        192.168.1.1:80
    | UDP 00:00  NONE        10.1.0.10:0        10.0.0.1:80        192.168.1.1:80
    sysctl expire_nodest_conn   # its default
    | 0
    sysctl expire_nodest_conn=1
    sysctl no_such=1
    | ! no such setting
    connect tcp 10.1.0.5:1024 10.0.0.1:80
    | -> 192.168.1.1:80 Masq
    packet tcp 10.1.0.6:1024 10.0.0.1:80 SYN
    | -> 192.168.1.1:80 Masq
    wait 6m

    """

  private static func director() -> ScriptedDirector {
    let director = ScriptedDirector()
    director.table.connections = [10, 9].map { host in
      ConnectionEntry(
        protocolName: "UDP", client: endpoint("10.1.0.\(host)", 0),
        virtual: endpoint("10.0.0.1", 80), destination: endpoint("192.168.1.1", 80), state: "NONE",
        secondsLeft: 0)
    }
    return director
  }

  @Test func toTheByte() throws {
    #expect(try Scenario(Self.scenario).transcript(on: Self.director()) == Self.transcript)
  }

  @Test func aTranscriptIsAScenario() throws {
    #expect(try Scenario(Self.transcript).transcript(on: Self.director()) == Self.transcript)
  }

  @Test func wrongResultsAreReplaced() throws {
    let wrong = Self.transcript.replacing("Masq\n", with: "Route\n|\n| more\n")
    #expect(try Scenario(wrong).transcript(on: Self.director()) == Self.transcript)
  }

  @Test func bytesThatAreNotTextStay() throws {
    let bytes = Array("# \u{e9}".utf8) + [0xff, 0x0a]
    #expect(try Scenario(reading: bytes).run(on: ScriptedDirector()) == bytes)
  }

  @Test func settingsAreRefusedWithTheirError() throws {
    let director = ScriptedDirector()
    director.settingError = DirectorError(.sysctlRefused, .invalidArgument)
    #expect(
      try Scenario("sysctl expire_nodest_conn=x\n").transcript(on: director)
        == "sysctl expire_nodest_conn=x\n| ! Invalid argument\n")
  }

  @Test(arguments: [
    (Verdict.forwarded(endpoint("10.2.0.1", 8080), .masquerade), "-> 10.2.0.1:8080 Masq"),
    (.forwarded(endpoint("10.2.0.1", 80), .directRoute), "-> 10.2.0.1:80 Route"),
    (.forwarded(Endpoint(ip("2001:db8::2"), port: 80), .tunnel), "-> [2001:db8::2]:80 Tunnel"),
    (.answered(endpoint("10.0.0.1", 80)), "<- 10.0.0.1:80"),
    (.refused, "refused"), (.passed, "passed"), (.dropped, "dropped"),
  ])
  func verdicts(_ verdict: Verdict, _ text: String) throws {
    let director = ScriptedDirector()
    director.fate = { _ in verdict }
    let line = "packet tcp 10.1.0.1:1 10.0.0.1:80 ACK\n"
    #expect(try Scenario(line).transcript(on: director) == line + "| \(text)\n")
  }

  @Test func connectionsAreSortedByNumbers() throws {
    let director = ScriptedDirector()
    func entry(
      _ name: ByteString, _ client: String, _ port: UInt16, _ virtual: String, _ server: String
    ) -> ConnectionEntry {
      ConnectionEntry(
        protocolName: name, client: endpoint(client, port), virtual: endpoint(virtual, 80),
        destination: endpoint(server, 80), state: "NONE", secondsLeft: 1)
    }
    director.table.connections = [
      entry("UDP", "10.1.0.1", 1, "10.0.0.1", "10.2.0.1"),
      entry("TCP", "10.1.0.10", 1, "10.0.0.1", "10.2.0.1"),
      entry("TCP", "10.1.0.9", 1000, "10.0.0.1", "10.2.0.1"),
      entry("TCP", "10.1.0.9", 999, "10.0.0.10", "10.2.0.1"),
      entry("TCP", "10.1.0.9", 999, "10.0.0.9", "10.2.0.10"),
      entry("TCP", "10.1.0.9", 999, "10.0.0.9", "10.2.0.9"),
      entry("IP", "10.1.0.99", 0, "0.0.0.7", "10.2.0.9"),
    ]
    let text = try Scenario("ipvsadm -Lcn\n").transcript(on: director)
    let rows = text.split(separator: "\n").dropFirst(3).map { row in
      row.split(separator: " ").enumerated().filter { [1, 4, 5, 6].contains($0.offset) }
        .map { String($0.element) }.joined(separator: " ")
    }
    #expect(
      rows == [
        "IP 10.1.0.99:0 0.0.0.7:80 10.2.0.9:80",
        "TCP 10.1.0.9:999 10.0.0.9:80 10.2.0.9:80",
        "TCP 10.1.0.9:999 10.0.0.9:80 10.2.0.10:80",
        "TCP 10.1.0.9:999 10.0.0.10:80 10.2.0.1:80",
        "TCP 10.1.0.9:1000 10.0.0.1:80 10.2.0.1:80",
        "TCP 10.1.0.10:1 10.0.0.1:80 10.2.0.1:80",
        "UDP 10.1.0.1:1 10.0.0.1:80 10.2.0.1:80",
      ])
  }
}
