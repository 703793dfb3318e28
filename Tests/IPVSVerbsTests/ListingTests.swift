import IPVS
import IPVSCommandLine
import IPVSSimulator
import Testing

@testable import IPVSVerbs

/// `show`, `connections` and `sysctl`, where a scenario cannot show it.
struct ListingTests {
  private static let virtual = Endpoint.v4(10, 0, 0, 1, 80)

  private func shell() -> VerbShell {
    let shell = VerbShell()
    shell.restore(
      """
      -A -t 10.0.0.1:80 -s rr -p 300
      -a -t 10.0.0.1:80 -r 192.168.1.1:80 -m -w 1
      -a -t 10.0.0.1:80 -r 192.168.1.2:80 -m -w 0
      """)
    return shell
  }

  @Test func filesTellNoCounters() {
    var shell = shell()
    shell.tellsFilesOnly = true
    let text = shell.ipvs("show")
    #expect(text.status == 0)
    #expect(!text.output.contains("TEMPLATES"))
    #expect(text.output.contains("CAP_NET_ADMIN"))
    let json = shell.ipvs("show", "--json").output
    #expect(json.contains("\"source\" : \"files\""))
    #expect(json.contains("\"templates\" : null"))
    #expect(json.contains("\"counters\" : null"))
  }

  @Test func aServiceThatIsNotThere() {
    let outcome = shell().ipvs("show", "10.0.0.9:80")
    #expect(outcome.status == 1)
    #expect(outcome.errors == "ipvs: there is no service 10.0.0.9:80\n")
  }

  @Test func coloursWhereTheyAreWanted() {
    var shell = shell()
    #expect(!shell.ipvs("show").output.contains("\u{1b}"))
    #expect(shell.ipvs("show", "--color", "always").output.contains("\u{1b}[1m"))
    shell.surround = { $0.outputIsTerminal = true }
    #expect(shell.ipvs("show").output.contains("\u{1b}"))
    #expect(!shell.ipvs("show", "--color", "never").output.contains("\u{1b}"))
    #expect(!shell.ipvs("show", "--json").output.contains("\u{1b}"))
    shell.surround = {
      $0.outputIsTerminal = true
      $0.wantsNoColour = true
    }
    #expect(!shell.ipvs("show").output.contains("\u{1b}"))
  }

  /// What a director says no to is told with what was tried and what to do.
  @Test func aRefusalNamesTheCapability() {
    let shell = VerbShell(RefusingDirector())
    let outcome = shell.ipvs("show")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("cannot list the services: Operation not permitted"))
    #expect(outcome.errors.contains("CAP_NET_ADMIN"))
    let json = shell.ipvs("show", "--json")
    #expect(json.output.contains("\"schema\" : \"error\""))
    #expect(json.output.contains("\"status\" : 3"))
    #expect(json.status == 3)
  }

  /// An output that is full is no success.
  @Test(arguments: ["show", "connections", "sysctl"])
  func outputThatCannotBeWritten(_ verb: String) {
    var shell = shell()
    shell.surround = { $0.output = FullSink() }
    let outcome = shell.ipvs(verb)
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("cannot write the output"))
  }

  /// A prefix finds the templates whose mask takes some of its clients in.
  @Test(arguments: [
    ("10.1.1.7", true), ("10.1.1.0/24", true), ("10.1.1.128/25", true), ("10.1.0.0/16", true),
    ("10.1.2.0/24", false), ("10.1.2.7", false), ("2001:db8::/32", false), ("0.0.0.0/0", true),
  ])
  func clientsBehindAMask(_ prefix: String, _ isFound: Bool) {
    let shell = VerbShell()
    shell.restore(
      """
      -A -t 10.0.0.1:80 -s rr -p 300 -M 255.255.255.0
      -a -t 10.0.0.1:80 -r 192.168.1.1:80 -m
      """)
    shell.syn(.v4(10, 1, 1, 5, 1024), Self.virtual)
    let output = shell.ipvs("connections", "--templates", "--client", prefix).output
    #expect(output.contains("10.1.1.0:0") == isFound)
  }

  @Test func maskWithHoles() {
    let shell = VerbShell()
    shell.restore(
      """
      -A -t 10.0.0.1:80 -s rr -p 300 -M 255.0.255.0
      -a -t 10.0.0.1:80 -r 192.168.1.1:80 -m
      """)
    shell.syn(.v4(10, 1, 1, 5, 1024), Self.virtual)
    #expect(
      shell.ipvs("connections", "--templates", "--client", "10.9.1.7").output
        .contains("10.0.1.0:0"))
    #expect(shell.ipvs("show").output.contains("persistent 5m by 255.0.255.0"))
  }

  @Test func nothingHalfSet() throws {
    let shell = shell()
    let outcome = shell.ipvs("sysctl", "expire_nodest_conn=1", "drop_entry=7")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("what was set before it is as it was"))
    #expect(outcome.errors.contains("drop_entry takes 0 to 3"))
    #expect(try shell.director.sysctl(.expireNodestConn) == "0")
  }

  @Test(arguments: [
    ["sysctl", "x/y"], ["sysctl", "conntrack=1", "conntrack"], ["sysctl", "--dry-run"],
    ["sysctl", "--profile", "fast"], ["connections", "--client", "10.0.0.0/33"],
    ["connections", "--expires-within", "soon"], ["connections", "--server", "web"],
    ["connections", "--count-by", "colour"], ["show", "10.0.0.1"], ["nothing"],
  ])
  func wordsAgainstTheRules(_ words: [String]) {
    let outcome = shell().ipvs(words)
    #expect(outcome.status == 2)
    #expect(!outcome.errors.isEmpty)
    #expect(outcome.output.isEmpty)
  }

  /// Every setting that some kernel has is explained.
  @Test(arguments: KernelLevel.allCases)
  func everySettingIsExplained(_ level: KernelLevel) throws {
    let director = SimulatedDirector(profile: level.profile)
    for name in try director.sysctlNames() {
      let setting = PresentSetting(name: name, value: try director.sysctl(name))
      #expect(setting.explanation != nil, "\(name.rawValue)")
      #expect(setting.isInitial != false, "\(name.rawValue) is \(setting.value) at the start")
    }
  }

  /// A sink that takes nothing.
  private final class FullSink: ByteSink {
    let blockSize = 1
    func write(_ bytes: Span<UInt8>) throws(Errno) { throw .ioError }
  }
}

/// Entries are printed while the kernel tells them.
struct StreamingTests {
  /// A director that tells entries, and remembers how many.
  private final class Teller: ForwardingDirector {
    var told = 0
    let total: Int

    init(_ total: Int) {
      self.total = total
      super.init(SimulatedDirector())
    }

    override func forEachConnection(
      _ body: (ConnectionEntry) -> Continuation
    ) throws(DirectorError) {
      let client = Endpoint.v4(10, 1, 0, 1, 1024)
      while told < total {
        told += 1
        let entry = ConnectionEntry(
          protocolName: "TCP", client: client, virtual: .v4(10, 0, 0, 1, 80),
          destination: .v4(192, 168, 1, 1, 80), state: "ESTABLISHED", secondsLeft: 899)
        if body(entry) == .stop { return }
      }
    }
  }

  /// Remembers how many entries had been told at each write, and takes so many writes.
  private final class Watcher: ByteSink {
    let blockSize = 1
    let teller: Teller
    let room: Int
    var writes: [(told: Int, bytes: Int)] = []

    init(_ teller: Teller, room: Int = .max) {
      self.teller = teller
      self.room = room
    }

    func write(_ bytes: Span<UInt8>) throws(Errno) {
      guard writes.count < room else { throw .ioError }
      writes.append((teller.told, bytes.count))
    }
  }

  @Test(arguments: [["connections"], ["connections", "--json"]])
  func inBlocks(_ words: [String]) {
    let teller = Teller(10_000)
    let watcher = Watcher(teller)
    var shell = VerbShell(teller)
    shell.surround = { $0.output = watcher }
    #expect(shell.ipvs(words).status == 0)
    #expect(watcher.writes.count > 20)
    #expect(watcher.writes[0].told < 1000)
    #expect(watcher.writes.allSatisfy { $0.bytes < 40_000 })
  }

  @Test func nobodyListensAnyMore() {
    let teller = Teller(1_000_000)
    let watcher = Watcher(teller, room: 2)
    var shell = VerbShell(teller)
    shell.surround = { $0.output = watcher }
    #expect(shell.ipvs("connections").status == 3)
    #expect(teller.told < 5000)
  }
}
