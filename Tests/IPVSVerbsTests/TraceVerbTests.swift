import IPVS
import IPVSOperations
import IPVSSimulator
import Testing

@testable import IPVSVerbs

/// `ipvs trace`, where a scenario cannot show it.
struct TraceVerbTests {
  private static let virtual = Endpoint.v4(10, 0, 0, 1, 80)

  private func shell() -> VerbShell {
    let shell = VerbShell()
    shell.restore(
      """
      -A -t 10.0.0.1:80 -s wlc -p 300
      -a -t 10.0.0.1:80 -r 192.168.1.1:80 -m -w 1
      """)
    return shell
  }

  @Test(arguments: [
    ["trace"], ["trace", "10.1.0.5"], ["trace", "10.1.0.5:0", "10.0.0.1:80"],
    ["trace", "10.1.0.5", "10.0.0.1"], ["trace", "www", "10.0.0.1:80"],
    ["trace", "10.1.0.5", "[2001:db8::1]:80"], ["trace", "10.1.0.5", "fwmark6:7"],
    ["trace", "10.1.0.5", "fwmark:7", "--mark", "7"],
    ["trace", "10.1.0.5", "10.0.0.1:80", "--mark", "x"],
  ])
  func wordsAgainstTheRules(_ words: [String]) {
    let outcome = shell().ipvs(words)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(!outcome.errors.isEmpty)
  }

  @Test func theStatusSaysWhetherItReachesAServer() {
    let shell = shell()
    #expect(shell.ipvs("trace", "10.1.0.5", "10.0.0.1:80").status == 0)
    #expect(shell.ipvs("trace", "10.1.0.5", "10.0.0.1:81").status == 1)
    shell.restore("-e -t 10.0.0.1:80 -r 192.168.1.1:80 -m -w 0")
    let refused = shell.ipvs("trace", "10.1.0.5", "10.0.0.1:80")
    #expect(refused.status == 1)
    #expect(refused.output.contains("is refused: no server takes it"))
    #expect(refused.output.contains("all have weight 0"))
  }

  @Test func filesTellLess() {
    var shell = shell()
    shell.syn(.v4(10, 1, 0, 5, 1024), Self.virtual)
    shell.tellsFilesOnly = true
    let outcome = shell.ipvs("trace", "10.1.0.5", "10.0.0.1:80")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("it decides"))
    #expect(outcome.output.contains("CAP_NET_ADMIN"))
    #expect(
      shell.ipvs("trace", "10.1.0.5", "10.0.0.1:80", "--json").output
        .contains("\"source\" : \"files\""))
  }

  @Test func withoutTicksNobodyKnowsHowLateTimersAre() {
    var shell = shell()
    shell.syn(.v4(10, 1, 0, 5, 1024), Self.virtual)
    shell.surround = { $0.facts.ticksPerSecond = nil }
    #expect(
      shell.ipvs("trace", "10.1.0.5", "10.0.0.1:80").output.contains("not gone before"))
    #expect(
      shell.ipvs("trace", "10.1.0.5", "10.0.0.1:80", "--json").output
        .contains("\"latest_end_seconds\" : null"))
  }

  @Test func coloursAreForTheAnswer() {
    let shell = shell()
    let words = ["trace", "10.1.0.5", "10.0.0.1:80", "--color"]
    #expect(shell.ipvs(words + ["always"]).output.contains("\u{1b}[32mgoes to 192.168.1.1:80"))
    #expect(!shell.ipvs(words + ["never"]).output.contains("\u{1b}"))
    #expect(!shell.ipvs(words + ["always", "--json"]).output.contains("\u{1b}"))
  }

  @Test func aDirectorThatRefuses() {
    let outcome = VerbShell(RefusingDirector()).ipvs("trace", "10.1.0.5", "10.0.0.1:80")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("cannot trace the client: Operation not permitted"))
    #expect(outcome.errors.contains("CAP_NET_ADMIN"))
  }
}
