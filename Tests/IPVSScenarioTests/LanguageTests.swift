import IPVS
import IPVSScenario
import Testing

@Suite struct LanguageTests {
  /// A line that is wrong, the column, and a piece of what is said.
  struct Mistake: CustomTestStringConvertible {
    var line: String
    var column: Int
    var message: String
    var testDescription: String { line }

    init(_ line: String, _ column: Int, _ message: String) {
      (self.line, self.column, self.message) = (line, column, message)
    }
  }

  @Test(arguments: [
    Mistake("ipvsad -L", 1, "expected ipvsadm, ipvs, sysctl, packet"),
    Mistake(" ipvsadm -L", 1, "first column"),
    Mistake("ipvsadm 'oops", 9, "quote is not closed"),
    Mistake("ipvsadm a|b", 10, "| must be quoted"),
    Mistake("ipvsadm -L\r", 11, "\\x0d must be quoted"),
    Mistake("ipvsadm $'\\q'", 11, "the escapes are"),
    Mistake("ipvsadm $'\\x00'", 9, "cannot hold"),
    Mistake("ipvsadm -L --nosort", 12, "--nosort is not available"),
    Mistake("ipvsadm -L --rate", 12, "--rate is not available"),
    Mistake("packet 'tcp'", 13, "client's ADDRESS:PORT"),
    Mistake(
      "clients 2 from 10.0.0.8/30 connect tcp 10.0.0.1:80", 1, "10.0.0.9 is a virtual address"),
    Mistake("sysctl", 7, "expected NAME or NAME=VALUE"),
    Mistake("sysctl a/b=1", 8, "below net.ipv4.vs"),
    Mistake("sysctl a=1 b=2", 12, "end of the line"),
    Mistake("packet icmp 10.1.0.1:1 10.0.0.1:80 SYN", 8, "expected tcp, udp, sctp, ah or esp"),
    Mistake("packet sctp 10.1.0.1:1 10.0.0.1:80", 35, "expected up to 3 chunks"),
    Mistake("packet sctp 10.1.0.1:1 10.0.0.1:80 INIT+", 36, "expected up to 3 chunks"),
    Mistake("packet sctp 10.1.0.1:1 10.0.0.1:80 SYN", 36, "expected up to 3 chunks"),
    Mistake("packet sctp 10.1.0.1:1 10.0.0.1:80 256", 36, "expected up to 3 chunks"),
    Mistake("packet sctp 10.1.0.1:1 10.0.0.1:80 1+2+3+4", 36, "expected up to 3 chunks"),
    Mistake("packet ah 10.1.0.1:1 10.0.0.1", 11, "client's ADDRESS, without a port"),
    Mistake("packet esp 10.1.0.1 10.0.0.1:80", 21, "virtual ADDRESS, without a port"),
    Mistake("packet esp 10.1.0.1 ::1", 21, "same family"),
    Mistake("connect ah 10.1.0.1 10.0.0.1", 1, "connect is for tcp, udp and sctp"),
    Mistake("reset esp 10.1.0.1 10.0.0.1", 1, "reset is for tcp and sctp"),
    Mistake("close sctp 10.1.0.1:1 10.0.0.1:80", 1, "no earlier line connects"),
    Mistake("icmp echo from 10.1.0.1", 6, "expected one of unreachable, host-unreachable"),
    Mistake("icmp unreachable 10.1.0.1", 18, "expected from ADDRESS"),
    Mistake("icmp unreachable from 10.1.0.1:1", 23, "sender's ADDRESS, without a port"),
    Mistake("icmp too-big from 10.1.0.1 on", 28, "expected about PROTO SOURCE DESTINATION"),
    Mistake("icmp too-big from 10.1.0.1 about ip", 34, "expected tcp, udp, sctp, ah or esp"),
    Mistake("icmp too-big from 10.1.0.1 about tcp [::1]:1", 38, "same family"),
    Mistake("icmp too-big from 10.1.0.1 about udp 10.0.0.1:1", 48, "lost packet's target"),
    Mistake(
      "icmp too-big from 10.1.0.1 about udp 10.0.0.1:1 10.1.0.1:1 SYN", 60, "end of the line"),
    Mistake(
      "icmp too-big from 10.2.0.1 about udp 10.1.0.1:1 10.2.0.1:1 at 10.2.0.1:1", 63,
      "server's ADDRESS, without a port"),
    Mistake("packet tcp 10.1.0.1 10.0.0.1:80 SYN", 12, "client's ADDRESS:PORT"),
    Mistake("packet tcp 10.1.0.1:65536 10.0.0.1:80 SYN", 12, "client's ADDRESS:PORT"),
    Mistake("packet tcp 10.1.0.1:1 www:80 SYN", 23, "virtual ADDRESS:PORT"),
    Mistake("packet tcp 10.1.0.1:1 [::1]:80 SYN", 23, "same family"),
    Mistake("packet tcp 10.1.0.1:1 10.0.0.1:80", 34, "expected flags"),
    Mistake("packet tcp 10.1.0.1:1 10.0.0.1:80 syn", 35, "expected flags"),
    Mistake("packet tcp 10.1.0.1:1 10.0.0.1:80 SYN+SYN", 35, "expected flags"),
    Mistake("packet udp 10.1.0.1:1 10.0.0.1:80 SYN", 35, "end of the line"),
    Mistake("packet tcp 10.1.0.1:1 10.0.0.1:80 SYN mark 0", 44, "a mark, 1 to 4294967295"),
    Mistake("packet tcp 10.1.0.1:1 10.0.0.1:80 SYN mark", 43, "a mark"),
    Mistake("packet tcp 10.1.0.1:1 10.0.0.1:80 SYN call-id x", 39, "call-id is for udp"),
    Mistake("packet udp 10.1.0.1:1 10.0.0.1:80 call-id", 42, "expected a Call-ID"),
    Mistake("packet udp 10.1.0.1:1 10.0.0.1:80 call-id 'a b'", 43, "without blanks"),
    Mistake("packet udp 10.1.0.1:1 10.0.0.1:80 call-id a mark 1", 45, "end of the line"),
    Mistake("packet udp 10.1.0.1:1 10.0.0.1:80 payload", 42, "the bytes of the payload"),
    Mistake(
      "packet udp 10.1.0.1:1 10.0.0.1:80 payload \(String(repeating: "x", count: 1025))", 43,
      "at most 1024 bytes"),
    Mistake("reply tcp 10.2.0.1:80 10.1.0.1:1 ACK payload x", 38, "payload is for udp"),
    Mistake("reply tcp 10.2.0.1:80 10.1.0.1:1 ACK from 10.2.0.1:80", 43, "without a port"),
    Mistake("reply tcp 10.2.0.1:80 10.1.0.1:1 ACK mark 3", 38, "mark is for clients'"),
    Mistake("close tcp 10.1.0.1:1 10.0.0.1:80", 1, "no earlier line connects"),
    Mistake("reset tcp 10.1.0.1:1 10.0.0.1:80 by nobody", 37, "client or server"),
    Mistake("close udp 10.1.0.1:1 10.0.0.1:80", 1, "close is for tcp"),
    Mistake("clients 0 from 10.1.0.0/24 connect tcp 10.0.0.1:80", 9, "how many clients"),
    Mistake("clients 255 from 10.1.0.0/24 connect tcp 10.0.0.1:80", 9, "room for 254"),
    Mistake("clients 5 from 10.1.0.1/24 connect tcp 10.0.0.1:80", 16, "expected PREFIX"),
    Mistake("clients 5 in 10.1.0.0/24 connect tcp 10.0.0.1:80", 11, "expected from"),
    Mistake("clients 5 from 10.1.0.0/24 wait 5s", 28, "packet, connect, close or reset"),
    Mistake("clients 5 from 10.1.0.0/24 connect tcp [::1]:80", 40, "same family"),
    Mistake("wait", 5, "expected a time"),
    Mistake("wait 5", 6, "expected a time"),
    Mistake("wait 0s", 6, "expected a time"),
    Mistake("wait 30ms", 6, "whole slots of 20ms"),
    Mistake("wait 367d", 6, "at most 366d"),
    Mistake("wait 999999999999d", 6, "at most 366d"),
    Mistake("@b", 3, "expected what the second director does"),
    Mistake("@b wait 5s", 4, "wait is for both directors"),
    Mistake("@b ipvsad -L", 4, "expected ipvsadm, ipvs, sysctl, packet"),
    Mistake(" @b ipvsadm -L", 1, "first column"),
    Mistake("@c ipvsadm -L", 1, "expected ipvsadm, ipvs, sysctl, packet"),
    Mistake("@b ipvsadm -L --nosort", 15, "--nosort is not available"),
    Mistake("@b close tcp 10.1.0.1:1 10.0.0.1:80", 4, "no earlier line connects"),
    Mistake("@b packet udp 10.0.0.9:1 10.0.0.8:1", 1, "cannot be a client too"),
    Mistake("|x", 2, "expected a blank"),
    Mistake("reply tcp 10.0.0.9:80 10.1.0.1:1 ACK", 1, "10.0.0.9 is a virtual address"),
    Mistake("ipvsadm -a -t 10.0.0.9:80 -r 10.0.0.9", 1, "cannot be a server too"),
    Mistake("packet udp 10.0.0.9:1 10.0.0.8:1", 1, "cannot be a client too"),
  ])
  func mistakesAreNamed(_ mistake: Mistake) throws {
    let error = #expect(throws: BadScenario.self) {
      _ = try Scenario("# a comment\nipvsadm -A -t 10.0.0.9:80\n\(mistake.line)\nwait 1s\n")
    }
    let found = try #require(error)
    #expect(found.line == 3)
    #expect(found.column == mistake.column)
    #expect(found.message.contains(mistake.message), "\(found.message)")
  }

  @Test func inputIsCheckedToo() throws {
    let error = #expect(throws: BadScenario.self) {
      _ = try Scenario("ipvsadm -R\n< -C\n< -L --rate\n")
    }
    #expect(error?.line == 3)
    #expect(error?.column == 6)
  }

  @Test func inputBelowACommentIsNobodys() {
    let error = #expect(throws: BadScenario.self) { _ = try Scenario("ipvsadm -R\n# no\n< -C\n") }
    #expect(error?.line == 3)
  }

  @Test(arguments: [
    ("20ms", 1), ("1s", 50), ("90s", 4500), ("6m", 18000), ("1h", 180_000), ("1h30m", 270_000),
    ("2d", 8_640_000), ("1s20ms", 51),
  ])
  func times(_ text: String, _ slots: UInt64) throws {
    let director = ScriptedDirector()
    _ = try Scenario("wait \(text)\nsysctl expire_nodest_conn\n").transcript(on: director)
    #expect(director.log == ["\(slots) sysctl"])
  }

  @Test(arguments: [
    ("SYN", "S"), ("SYN+ACK", "SA"), ("ACK+SYN", "SA"), ("-", "-"), ("FIN+ACK", "FA"), ("RST", "R"),
    ("PSH+URG", "-"),
  ])
  func flags(_ text: String, _ letters: String) throws {
    let director = ScriptedDirector()
    _ = try Scenario("packet tcp 10.1.0.1:1 10.0.0.1:80 \(text)\n").transcript(on: director)
    #expect(director.log == ["0 \(letters) 10.1.0.1:1 > 10.0.0.1:80"])
  }

  @Test func wordsAreQuoted() throws {
    let scenario = try Scenario(
      """
      ipvsadm $'\\x41' "b c" ''#d
      sysctl 'sync_threshold=3 50' # comment
      """)
    let director = ScriptedDirector()
    director.settings["sync_threshold"] = "?"
    _ = try scenario.transcript(on: director)
    #expect(director.settings["sync_threshold"] == "3 50")
  }

  @Test func aFinalNewlineIsNotNeeded() throws {
    let text = try Scenario("wait 1s").transcript(on: ScriptedDirector())
    #expect(text == "wait 1s\n")
  }
}
