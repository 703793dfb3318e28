import IPVS
import IPVSSimulator
import IPVSVerbs
import Testing

/// `ipvs drain`, from its words to its end, on a director whose clock goes on while it waits.
struct DrainVerbTests {
  private let director = SimulatedDirector()
  private let waiting: SimulatedWaiting
  private var shell: VerbShell

  private static let web = Endpoint.v4(10, 0, 0, 1, 80)
  private static let setting = SysctlName.expireQuiescentTemplate

  init() {
    let waiting = SimulatedWaiting(director)
    self.waiting = waiting
    shell = VerbShell(director)
    shell.surround = { $0.waiting = waiting }
    shell.restore(
      """
      --set 20 5 10
      -A -t 10.0.0.1:80 -s rr -p 30
      -a -t 10.0.0.1:80 -r 192.168.1.1 -m -w 3 -x 500 -y 20
      -A -u 10.0.0.1:53 -s rr
      -a -u 10.0.0.1:53 -r 192.168.1.1 -i -w 2 --tun-type gue --tun-port 6080
      """)
  }

  private func connect(_ number: UInt8, port: UInt16 = 1024) -> Verdict? {
    let client = Endpoint.v4(10, 1, 0, number, port)
    let verdict = shell.syn(client, Self.web)
    _ = try? director.send(
      Packet(transport: .tcp, source: client, destination: Self.web, flags: .ack))
    return verdict
  }

  private var weights: [Int32] {
    let services = try? director.services()
    return services?.flatMap(\.destinations).map(\.details.weight) ?? []
  }

  private var settingValue: String? { try? director.sysctl(Self.setting) }

  @Test func drainedToEmpty() {
    _ = connect(1)
    _ = connect(2)
    let outcome = shell.ipvs("drain", "192.168.1.1")
    #expect(outcome.status == 0)
    #expect(
      outcome.output == """
        192.168.1.1 is empty after 31s; at first: 2 active, 2 templates
          TCP 10.0.0.1:80 -> 192.168.1.1:80: weight 0, was 3; empty
          UDP 10.0.0.1:53 -> 192.168.1.1:53: weight 0, was 2; empty
        to go back: ipvsadm -e -t 10.0.0.1:80 -r 192.168.1.1:80 -m -w 3 -x 500 -y 20
        to go back: ipvsadm -e -u 10.0.0.1:53 -r 192.168.1.1:53 -i -w 2 --tun-type gue \
        --tun-port 6080 --tun-nocsum

        """)
    #expect(weights == [0, 0])
  }

  /// What is told to type is true.
  @Test func theWayBack() throws {
    let before = try director.services()
    let outcome = shell.ipvs("drain", "192.168.1.1")
    for line in outcome.output.split(separator: "\n") where line.hasPrefix("to go back: ipvsadm ") {
      #expect(shell.restore(String(line.dropFirst("to go back: ipvsadm ".count))))
    }
    #expect(try director.services() == before)
  }

  @Test func removedWhenItIsEmptyAndAddedAgain() throws {
    _ = connect(1)
    let before = try director.services().map { $0.destinations.map(\.details) }
    let outcome = shell.ipvs("drain", "192.168.1.1", "--remove")
    #expect(outcome.status == 0)
    #expect(weights.isEmpty)
    #expect(outcome.output.contains("192.168.1.1:80: removed, its weight was 3\n"))
    for line in outcome.output.split(separator: "\n") where line.hasPrefix("to go back: ipvsadm ") {
      #expect(shell.restore(String(line.dropFirst("to go back: ipvsadm ".count))))
    }
    #expect(try director.services().map { $0.destinations.map(\.details) } == before)
  }

  @Test func clientsWhoComeAgainAllTheWhile() {
    _ = connect(1)
    waiting.during = { number in
      if number <= 40 { _ = connect(1, port: UInt16(2000 + number)) }
    }
    let outcome = shell.ipvs("drain", "192.168.1.1")
    #expect(outcome.status == 0)
    #expect(waiting.waits > 60)
  }

  @Test func brokenAffinitySendsThemElsewhere() {
    shell.restore("-a -t 10.0.0.1:80 -r 192.168.1.2 -m")
    for number in 1...4 as ClosedRange<UInt8> { _ = connect(number) }
    var verdicts: [Verdict?] = []
    waiting.during = { number in
      #expect(settingValue == "1")
      if number <= 40 { verdicts.append(connect(UInt8(number % 4 + 1), port: 3000)) }
    }
    let outcome = shell.ipvs(
      "drain", "192.168.1.1", "--service", "tcp:10.0.0.1:80", "--break-affinity")
    #expect(outcome.status == 0)
    #expect(verdicts.allSatisfy { $0 == .forwarded(.v4(192, 168, 1, 2, 80), .masquerade) })
    #expect(settingValue == "0")
    #expect(outcome.output.contains("\nexpire_quiescent_template is 0 again\n"))
    #expect(weights == [1, 0, 2])
  }

  @Test(arguments: 1...25)
  func brokenOffAtEveryLook(number: Int) {
    _ = connect(1)
    waiting.breaksOffAt = number
    let outcome = shell.ipvs("drain", "192.168.1.1", "--break-affinity", "--remove", "--poll", "2s")
    guard waiting.waits == number else {
      #expect(outcome.status == 0)
      return
    }
    #expect(outcome.status == 130)
    #expect(settingValue == "0")
    #expect(weights == [0, 0])
    #expect(outcome.output.contains("weight 0, was 3; "))
    #expect(
      outcome.output.contains(
        "\nto go on: ipvs drain 192.168.1.1 --break-affinity --remove --poll 2s\n"))
    #expect(
      outcome.output.contains(
        "to go back: ipvsadm -e -t 10.0.0.1:80 -r 192.168.1.1:80 -m -w 3 -x 500 -y 20\n"))
  }

  @Test func brokenOffBeforeAnything() {
    waiting.breaksOffAt = 0
    let outcome = shell.ipvs("drain", "192.168.1.1")
    #expect(outcome.status == 130)
    #expect(weights == [3, 2])
  }

  @Test func theTimeIsOver() {
    _ = connect(1)
    let outcome = shell.ipvs("drain", "192.168.1.1", "--break-affinity", "--timeout", "5s")
    #expect(outcome.status == 124)
    #expect(waiting.now >= 5000 && waiting.now < 6000)
    #expect(outcome.output.hasPrefix("192.168.1.1 is not empty after 5s\n"))
    #expect(outcome.output.contains("; 1 active, 1 template left\n"))
    #expect(settingValue == "0")
  }

  @Test func somebodyGivesItAWeightAgain() {
    _ = connect(1)
    waiting.during = { number in
      if number == 3 { shell.restore("-e -t 10.0.0.1:80 -r 192.168.1.1 -m -w 5") }
    }
    let outcome = shell.ipvs("drain", "192.168.1.1", "--break-affinity")
    #expect(outcome.status == 1)
    #expect(
      outcome.output.hasPrefix(
        """
        stopped after 3s: somebody gave TCP 10.0.0.1:80 -> 192.168.1.1:80 weight 5
          TCP 10.0.0.1:80 -> 192.168.1.1:80: changed by somebody else, its weight was 3
          UDP 10.0.0.1:53 -> 192.168.1.1:53: weight 0, was 2; empty
        """))
    #expect(weights == [5, 0])
    #expect(settingValue == "0")
    #expect(!outcome.output.contains("ipvsadm -e -t"))
    #expect(outcome.output.contains("ipvsadm -e -u"))
  }

  @Test(arguments: [
    "-d -t 10.0.0.1:80 -r 192.168.1.1", "-D -t 10.0.0.1:80", "-C",
  ])
  func somebodyRemovesIt(line: String) {
    _ = connect(1)
    waiting.during = { number in if number == 2 { shell.restore(line) } }
    let outcome = shell.ipvs("drain", "192.168.1.1", "--break-affinity")
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("stopped after 2s: somebody removed "))
    #expect(settingValue == "0")
  }

  @Test func aLookThatFailsIsTriedAgain() {
    _ = connect(1)
    let deaf = DeafDirector(director)
    var shell = shell
    shell.director = deaf
    waiting.during = { number in deaf.isDeaf = number % 5 != 0 }
    #expect(shell.ipvs("drain", "192.168.1.1", "--break-affinity").status == 0)
  }

  @Test func oneThatFailsAgainAndAgainEndsIt() {
    _ = connect(1)
    let deaf = DeafDirector(director)
    var shell = shell
    shell.director = deaf
    waiting.during = { number in deaf.isDeaf = number >= 2 }
    let outcome = shell.ipvs("drain", "192.168.1.1", "--break-affinity", "--json")
    #expect(outcome.status == 3)
    #expect(waiting.waits == 6)
    #expect(outcome.errors.contains("ipvs: expire_quiescent_template is 0 again\n"))
    #expect(outcome.errors.contains("ipvs: to go back: ipvsadm -e -t 10.0.0.1:80 "))
    #expect(outcome.output.contains("\"schema\" : \"error\""))
    #expect(settingValue == "0")
  }

  private func drain(refusing numbers: Set<Int>) -> VerbShell.Outcome {
    var shell = shell
    shell.director = PickyDirector(director, refusing: numbers)
    return shell.ipvs("drain", "192.168.1.1", "--break-affinity", "--remove")
  }

  @Test(arguments: 0...1)
  func aWeightThatIsRefused(number: Int) {
    let outcome = drain(refusing: [number])
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("cannot set weight 0 of \(["TCP", "UDP"][number]) 10.0.0.1:"))
    #expect(outcome.errors.contains("; the weights that were set are put back: "))
    #expect(outcome.errors.contains("CAP_NET_ADMIN"))
    #expect(weights == [3, 2])
    #expect(settingValue == "0")
  }

  @Test func aWeightThatCannotBePutBack() {
    let outcome = drain(refusing: [1, 2])
    #expect(outcome.status == 3)
    #expect(
      outcome.errors.contains(
        "; perhaps still 0 is the weight of TCP 10.0.0.1:80 -> 192.168.1.1:80"))
    #expect(
      outcome.errors.contains("to put it back: ipvsadm -e -t 10.0.0.1:80 -r 192.168.1.1:80 -m -w 3")
    )
    #expect(weights == [0, 2])
    #expect(settingValue == "0")
  }

  @Test func aRemovalThatIsRefused() {
    let outcome = drain(refusing: [3])
    #expect(outcome.status == 3)
    #expect(
      outcome.errors.contains(
        "cannot remove UDP 10.0.0.1:53 -> 192.168.1.1:53: Operation not permitted; "
          + "removed are TCP 10.0.0.1:80 -> 192.168.1.1:80\n"))
    #expect(outcome.errors.contains("ipvs: to go back: ipvsadm -a -t 10.0.0.1:80 "))
    #expect(outcome.errors.contains("ipvs: to go back: ipvsadm -e -u 10.0.0.1:53 "))
    #expect(outcome.errors.contains("ipvs: expire_quiescent_template is 0 again\n"))
    #expect(outcome.output.isEmpty)
    #expect(weights == [0])
    #expect(settingValue == "0")
  }

  @Test func serversAndServicesThatAreNotThere() {
    let none = shell.ipvs("drain", "192.168.1.9")
    #expect(none.status == 3)
    #expect(
      none.errors == """
        ipvs: cannot drain 192.168.1.9: no service has this server
        ipvs: 'ipvs show' lists the servers that there are

        """)
    #expect(shell.ipvs("drain", "192.168.1.1:81").status == 3)
    #expect(shell.ipvs("drain", "192.168.1.1", "--service", "10.0.0.1:81").status == 3)
    shell.restore("-A -t 10.0.0.1:443\n-a -t 10.0.0.1:443 -r 192.168.1.2 -m")
    let elsewhere = shell.ipvs("drain", "192.168.1.2", "--service", "10.0.0.1:80")
    #expect(elsewhere.status == 3)
    #expect(elsewhere.errors.contains("ipvs: it is a server of TCP 10.0.0.1:443\n"))
    #expect(weights == [3, 2, 1])
  }

  @Test(arguments: [["x"], ["1.2.3.4", "--timeout", "x"], ["1.2.3.4", "--poll", "0"], []])
  func mistakes(words: [String]) {
    #expect(shell.ipvs(["drain"] + words).status == 2)
  }

  @Test func withoutTimeItCanOnlyLookOnce() {
    var shell = shell
    shell.surround = { _ in }
    #expect(shell.ipvs("drain", "192.168.1.1").status == 2)
    #expect(weights == [3, 2])
    #expect(shell.ipvs("drain", "192.168.1.1", "--timeout", "0").status == 0)
    #expect(weights == [0, 0])
  }

  @Test func progressOnATerminalIsOneLine() {
    _ = connect(1)
    var shell = shell
    let waiting = waiting
    shell.surround = {
      $0.waiting = waiting
      $0.errorsAreTerminal = true
    }
    let errors = shell.ipvs("drain", "192.168.1.1").errors
    #expect(!errors.contains("\n"))
    #expect(
      errors.hasPrefix(
        "\r\u{1b}[K\u{1b}[?7l192.168.1.1: 1 active, 1 template; not before 30s; empty"))
    #expect(errors.hasSuffix("\r\u{1b}[K"))
  }

  @Test func progressElsewhereIsALineWhereSomethingChanged() {
    _ = connect(1)
    waiting.during = { number in _ = connect(UInt8(1), port: UInt16(2000 + min(number, 15))) }
    let errors = shell.ipvs("drain", "192.168.1.1", "--timeout", "45s").errors
    let lines = errors.split(separator: "\n")
    #expect(lines.count == 5, "\(errors)")
    #expect(lines.allSatisfy { $0.hasPrefix("ipvs: 192.168.1.1: ") })
  }

  @Test func aTableThatTakesLongIsReadSeldom() {
    _ = connect(1)
    let slow = SlowDirector(director, waiting, milliseconds: 500)
    var shell = shell
    shell.director = slow
    let outcome = shell.ipvs("drain", "192.168.1.1")
    #expect(outcome.status == 0)
    // A reading takes half a second, and may take a twentieth of the time.
    #expect(slow.readings <= 5)
    #expect(waiting.waits > 20)
  }

  @Test func json() throws {
    _ = connect(1)
    let outcome = shell.ipvs("drain", "192.168.1.1:80", "--timeout", "2s", "--json")
    #expect(outcome.status == 124)
    for part in [
      "\"outcome\" : \"timeout\"", "\"port\" : 80", "\"schema\" : \"drain\"",
      "\"weight_before\" : 3", "\"elapsed\" : 2", "\"templates\" : 1",
      "\"go_on\" : \"ipvs drain 192.168.1.1:80 --timeout 2s\"",
    ] { #expect(outcome.output.contains(part), "\(outcome.output)") }
  }
}
