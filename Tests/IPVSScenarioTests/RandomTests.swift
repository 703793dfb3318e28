import IPVS
import IPVSScenario
import Testing

/// Scenarios that nobody thought of.
@Suite struct RandomTests {
  private static let lines = [
    "# $comment", "", "   ", "ipvsadm -A -t 10.0.0.1:80 -s rr -p 60", "ipvsadm -Ln", "ipvsadm -Lcn",
    "ipvsadm -a -t 10.0.0.1:80 -r 10.2.0.1 -m", "ipvsadm -Ln --stats", "ipvsadm $'a\\nb '",
    "ipvsadm -R\n< -C\n<$ -A -u 10.0.0.1:53\\n", "ipvsadm -L 'x '", "sysctl expire_nodest_conn=1",
    "sysctl expire_nodest_conn", "sysctl nothing", "wait 20ms", "wait 1h",
    "packet tcp 10.1.0.1:1 10.0.0.1:80 SYN", "packet udp [::1]:1 [::2]:53 mark 9",
    "packet udp 10.1.0.1:1 10.0.0.1:80 call-id a@b",
    "connect udp 10.1.0.1:1 10.0.0.1:80 payload $'\\n'",
    "connect tcp 10.1.0.1:1 10.0.0.1:80", "reset tcp 10.1.0.1:1 10.0.0.1:80 by server",
    "packet sctp 10.1.0.1:1 10.0.0.1:80 COOKIE_ECHO+ABORT", "connect sctp 10.1.0.1:1 10.0.0.1:80",
    "packet ah 10.1.0.1 10.0.0.1", "reply esp 10.2.0.1 10.1.0.1",
    "icmp too-big from 10.1.0.9 about tcp 10.0.0.1:80 10.1.0.1:1 mark 3",
    "icmp unreachable from 10.2.0.1 about udp 10.1.0.1:1 10.2.0.1:53 at 10.2.0.1",
    "close tcp 10.1.0.1:1 10.0.0.1:80", "reply tcp 10.0.0.1:80 10.1.0.1:1 SYN+ACK from 10.2.0.1",
    "clients 3 from 10.1.0.0/24 connect udp 10.0.0.1:53", "|", "| what was before", "| exit 1 ·",
  ]

  @Test(arguments: 0..<100)
  func readingBackChangesNothing(_ seed: UInt64) throws {
    var random = Generator(state: seed)
    let begin = "connect tcp 10.1.0.1:1 10.0.0.1:80\n"
    let text =
      begin
      + (0..<30).map { _ in (Self.lines.randomElement(using: &random) ?? "") + "\n" }.joined()
    let first = try Scenario(text).transcript(on: director(seed))
    let second = try Scenario(first).transcript(on: director(seed))
    #expect(first == second)
    #expect(first.contains("\n| "))
  }

  @Test(arguments: 0..<200)
  func anyBytesAreReadOrNamed(_ seed: UInt64) {
    var random = Generator(state: seed)
    var text = Array(Self.lines.joined(separator: "\n").utf8)
    for _ in 0..<4 {
      text[Int.random(in: text.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
    text.removeLast(Int.random(in: 0..<text.count, using: &random))
    do throws(BadScenario) {
      _ = try Scenario(reading: text)
    } catch {
      #expect(error.line >= 1 && error.column >= 1 && !error.message.isEmpty)
    }
  }

  /// A director that decides by chance, the same each time.
  private func director(_ seed: UInt64) -> ScriptedDirector {
    var random = Generator(state: seed)
    let director = ScriptedDirector()
    director.fate = { packet in
      let fates: [Verdict] = [
        .forwarded(endpoint("10.2.0.1", 80), .masquerade), .answered(packet.source),
        .forwarded(endpoint("10.2.0.2", 80), .directRoute), .refused, .passed, .dropped,
        .answered(endpoint("10.0.0.1", 80)),
      ]
      return fates.randomElement(using: &random) ?? .dropped
    }
    return director
  }

  /// SplitMix64.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return mixed ^ (mixed >> 31)
    }
  }
}
