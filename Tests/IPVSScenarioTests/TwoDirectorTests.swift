import IPVS
import IPVSScenario
import IPVSSimulator
import Testing

/// Scenarios with lines for a second director.
@Suite struct TwoDirectorTests {
  private func transcript(_ text: String) throws -> String {
    let pair = SimulatedPair()
    let scenario = try Scenario(reading: text.utf8)
    return String(decoding: try scenario.run(on: pair.first, and: pair.second), as: UTF8.self)
  }

  @Test func `Each director has its own table and settings`() throws {
    let text = """
      sysctl sync_retries=2
      @b sysctl sync_retries
      | 0
      sysctl sync_retries
      | 2
      ipvsadm -A -t 10.0.0.1:80 -s rr
      @b ipvsadm -D -t 10.0.0.1:80
      | ! No such service
      | exit 255
      packet tcp 10.1.0.1:1 10.0.0.1:80 SYN
      | refused
      @b packet tcp 10.1.0.1:1 10.0.0.1:80 SYN
      | passed

      """
    #expect(try transcript(text) == text)
  }

  @Test func `Clients and servers are the same around both`() throws {
    let text = """
      ipvsadm -A -t 10.0.0.1:80 -s rr
      ipvsadm -a -t 10.0.0.1:80 -r 192.168.1.1 -m
      @b ipvsadm -A -t 10.0.0.1:80 -s rr
      @b ipvsadm -a -t 10.0.0.1:80 -r 192.168.1.1 -m
      sysctl 'sync_threshold=2 50'
      ipvsadm --start-daemon master --mcast-interface sync0
      @b ipvsadm --start-daemon backup --mcast-interface sync0
      connect tcp 10.1.0.1:1 10.0.0.1:80
      | -> 192.168.1.1:80 Masq
      wait 4s
      @b close tcp 10.1.0.1:1 10.0.0.1:80
      | -> 192.168.1.1:80 Masq
      @b ipvsadm -Lcn
      | IPVS connection entries
      | pro expire state       source             virtual            destination
      | TCP 01:59  TIME_WAIT   10.1.0.1:1         10.0.0.1:80        192.168.1.1:80

      """
    #expect(try transcript(text) == text)
  }

  @Test func `A call's template finds its server when it is told again`() throws {
    let text = """
      ipvsadm -A -u 10.0.0.1:5060 -s rr -p 60 --pe sip
      ipvsadm -a -u 10.0.0.1:5060 -r 192.168.1.1 -m
      ipvsadm -a -u 10.0.0.1:5060 -r 192.168.1.2 -m
      @b ipvsadm -A -u 10.0.0.1:5060 -s rr -p 60 --pe sip
      @b ipvsadm -a -u 10.0.0.1:5060 -r 192.168.1.1 -m
      ipvsadm --start-daemon master --mcast-interface sync0
      @b ipvsadm --start-daemon backup --mcast-interface sync0
      packet udp 10.1.0.1:1024 10.0.0.1:5060 call-id one
      | -> 192.168.1.2:5060 Masq
      wait 4s
      @b ipvsadm -a -u 10.0.0.1:5060 -r 192.168.1.2 -m
      packet udp 10.1.0.1:1024 10.0.0.1:5060 call-id one
      | -> 192.168.1.2:5060 Masq
      wait 4s
      @b ipvsadm -a -u 10.0.0.1:5060 -r 192.168.1.3 -m
      @b packet udp 10.1.0.1:1025 10.0.0.1:5060 call-id one
      | -> 192.168.1.2:5060 Masq
      @b packet udp 10.1.0.1:1026 10.0.0.1:5060 call-id two
      | -> 192.168.1.3:5060 Masq
      @b ipvsadm -Ln --persistent-conn
      | IP Virtual Server version 1.2.1 (size=4096)
      | Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn·
      |   -> RemoteAddress:Port
      | UDP  10.0.0.1:5060 rr persistent 60 pe sip
      |   -> 192.168.1.1:5060             1         0           0          0        ·
      |   -> 192.168.1.2:5060             1         1           0          1        ·
      |   -> 192.168.1.3:5060             1         1           0          1        ·

      """
    #expect(try transcript(text) == text)
  }

  @Test func `Standard input stands below a line of the second one`() throws {
    let text = """
      @b ipvsadm -R
      < -A -t 10.0.0.1:80 -s rr
      @b ipvsadm -Sn
      | -A -t 10.0.0.1:80 -s rr
      ipvsadm -Sn

      """
    #expect(try transcript(text) == text)
  }

  @Test func `The cable is there only where a second director is`() throws {
    let line = "ipvsadm --start-daemon master --mcast-interface sync0\n"
    #expect(
      try transcript(line + "@b sysctl sync_retries\n") == line + "@b sysctl sync_retries\n| 0\n")
    let alone = try Scenario(reading: line.utf8)
    #expect(!alone.hasSecondDirector)
    let text = String(decoding: try alone.run(on: SimulatedDirector()), as: UTF8.self)
    #expect(text == line + "| ! No such device\n| exit 255\n")
  }

  @Test func `A run without the second director is broken off at its line`() throws {
    let scenario = try Scenario(reading: "wait 1s\n@b ipvsadm -Ln\n".utf8)
    #expect(scenario.hasSecondDirector)
    let failure = #expect(throws: ScenarioFailure.self) {
      _ = try scenario.run(on: SimulatedDirector())
    }
    #expect(failure == ScenarioFailure(line: 2, cause: .noSecondDirector))
  }

  @Test func `A line takes as many slots for the second one`() {
    for line in ["connect tcp 10.1.0.1:1 10.0.0.1:80", "ipvsadm -Ln", "sysctl sync_retries"] {
      #expect(Scenario.slots(ofLine: "@b \(line)".utf8) == Scenario.slots(ofLine: line.utf8))
    }
    #expect(Scenario.slots(ofLine: "@b wait 1s".utf8) == nil)
  }

  @Test func `The addresses of both make one network`() throws {
    let scenario = try Scenario(
      reading: """
        packet tcp 10.1.0.1:1 10.0.0.1:80 SYN
        @b ipvsadm -a -t 10.0.0.2:80 -r 192.168.1.1
        """.utf8)
    #expect(
      scenario.network.virtual
        == [.v4(IPv4Address(10, 0, 0, 1)), .v4(IPv4Address(10, 0, 0, 2))])
    #expect(scenario.network.servers == [.v4(IPv4Address(192, 168, 1, 1))])
  }
}
