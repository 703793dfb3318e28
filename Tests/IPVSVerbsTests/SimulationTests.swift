import Foundation
import IPVS
import IPVSOperations
import IPVSScenario
import IPVSSimulator
import IPVSVerbs
import Testing

/// What an observer sees of a scenario, and what the summary makes of it.
struct SimulationTests {
  private static let docs = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Docs")

  private static let pages: [String] = {
    let names = FileManager.default.enumerator(atPath: docs.path)?.compactMap { $0 as? String }
    return (names ?? []).filter { $0.hasSuffix(".md") }.sorted()
  }()

  private static func run(
    _ scenario: Scenario, _ observer: (any ScenarioObserver)?
  ) throws(ScenarioFailure) -> [UInt8] {
    let program = OperatorProgram.preparation(
      facts: KernelFacts(level: .v6_1, ticksPerSecond: 250))
    guard scenario.hasSecondDirector else {
      return try scenario.run(
        on: SimulatedDirector(hz: 250), operatorProgram: program, observer: observer)
    }
    let pair = SimulatedPair(hz: 250)
    return try scenario.run(
      on: pair.first, and: pair.second, operatorProgram: program, observer: observer)
  }

  private static func record(_ text: String) throws -> (record: ScenarioRecord, transcript: String)
  {
    let recorder = ScenarioRecorder()
    let transcript = try run(try Scenario(reading: Array(text.utf8)), recorder)
    return (recorder.record, String(decoding: transcript, as: UTF8.self))
  }

  /// Looking on changes nothing; and the lines with their results are the transcript.
  @Test(arguments: pages)
  func transcriptsAreTheSame(_ name: String) throws {
    let text = try Array(Data(contentsOf: Self.docs.appending(path: name)))
    for scenario in try ScenarioPage(reading: text, isMarkdown: true).scenarios {
      let recorder = ScenarioRecorder()
      let watched = try Self.run(scenario, recorder)
      #expect(try watched == Self.run(scenario, nil))
      var lines: [String] = []
      for line in recorder.record.lines {
        lines += line.text.map(\.description)
        lines += line.results.map { result in
          let text = result.description
          return text.isEmpty ? "|" : "| " + (text.hasSuffix(" ") ? text.dropLast() + "·" : text)
        }
      }
      #expect(
        lines
          == String(decoding: watched, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
          ).dropLast().map(String.init))
    }
  }

  private static let scenario = """
    # one server, then two
    ipvsadm -A -t 10.0.0.1:80 -s rr -p 60
    ipvsadm -a -t 10.0.0.1:80 -r 192.168.1.1 -m
    clients 100 from 10.1.0.0/24 connect tcp 10.0.0.1:80
    ipvsadm -a -t 10.0.0.1:80 -r 192.168.1.2 -m
    clients 20 from 10.2.0.0/24 connect tcp 10.0.0.1:80
    ipvsadm -Z
    clients 100 from 10.1.0.0/24 reset tcp 10.0.0.1:80
    packet tcp 10.3.0.1:1024 10.0.0.1:81 SYN
    ipvsadm -d -t 10.0.0.1:80 -r 192.168.1.1
    packet tcp 10.1.0.1:1024 10.0.0.1:80 ACK
    ipvsadm -e -t 10.0.0.1:80 -r 192.168.1.2 -m -w 0
    packet tcp 10.3.0.2:1024 10.0.0.1:80 SYN
    wait 20m
    """

  @Test func recordsAndTheirSummary() throws {
    let (record, _) = try Self.record(Self.scenario)
    let summary = ScenarioSummary(record)
    let director = try #require(summary.directors.first)
    #expect(summary.directors.count == 1)
    let service = try #require(director.services.first)
    #expect(service.servers.map(\.newConnections).sorted() == [10, 110])
    #expect(service.imbalance == 110.0 * 2 / 120)
    #expect(director.packets.forwarded == 120 * 2 + 100)
    #expect(director.packets.answered == 120)
    #expect(director.packets.passed == 1)
    #expect(director.packets.dropped == 1)
    #expect(director.packets.refused == 1)
    #expect(director.mostEntries == 240)
    #expect(director.mostBytes == 240 * 320)
    // In the end the server without entries is there, and nothing else.
    let last = try #require(record.samples.last)
    #expect(last.slot == record.slots)
    #expect(last.entries == 0)
    #expect(last.services.map { $0.servers.map(\.weight) } == [[0]])
  }

  @Test func looksComeOftenEnough() throws {
    let (record, _) = try Self.record(Self.scenario)
    let slots = record.samples.map(\.slot)
    #expect(slots.first == 0)
    #expect(zip(slots, slots.dropFirst()).allSatisfy { $0 < $1 })
    // A hundred clients take six seconds, twenty minutes are looked at sixty times.
    #expect(record.samples.count { $0.services.first?.servers.count == 1 && $0.slot < 302 } >= 6)
    let step = zip(slots, slots.dropFirst()).map { $1 - $0 }.max() ?? 0
    #expect(step == 1000)
    for line in record.lines where line.slots > 0 {
      #expect(slots.contains(line.slot + line.slots))
    }
  }

  @Test func aServerThatComesAgainKeepsWhatItHad() throws {
    let (record, _) = try Self.record(
      """
      ipvsadm -A -u 10.0.0.1:53 -s rr
      ipvsadm -a -u 10.0.0.1:53 -r 192.168.1.1 -m
      clients 3 from 10.1.0.0/24 connect udp 10.0.0.1:53
      ipvsadm -d -u 10.0.0.1:53 -r 192.168.1.1
      ipvsadm -a -u 10.0.0.1:53 -r 192.168.1.1 -m
      clients 4 from 10.2.0.0/24 connect udp 10.0.0.1:53
      wait 10m
      ipvsadm -d -u 10.0.0.1:53 -r 192.168.1.1
      wait 10m
      ipvsadm -a -u 10.0.0.1:53 -r 192.168.1.1 -m
      clients 2 from 10.3.0.0/24 connect udp 10.0.0.1:53
      """)
    let service = try #require(ScenarioSummary(record).directors.first?.services.first)
    #expect(service.newConnections == 9)
  }

  @Test func twoDirectorsHaveTheirOwn() throws {
    let (record, _) = try Self.record(
      """
      ipvsadm -A -u 10.0.0.1:53 -s rr
      ipvsadm -a -u 10.0.0.1:53 -r 192.168.1.1 -m
      @b ipvsadm -A -u 10.0.0.1:53 -s rr
      clients 3 from 10.1.0.0/24 connect udp 10.0.0.1:53
      @b packet udp 10.1.0.9:1024 10.0.0.1:53
      """)
    let directors = ScenarioSummary(record).directors
    #expect(directors.map(\.director) == [.first, .second])
    #expect(directors.map(\.packets.forwarded) == [3, 0])
    #expect(directors.map(\.packets.refused) == [0, 1])
    #expect(record.lines.map(\.director) == [.first, .first, .second, .first, .second])
  }

  private func shell(_ files: [String: String]) -> VerbShell {
    var shell = VerbShell()
    shell.surround = {
      $0.readFile = { (name) throws(Errno) in
        guard let text = files[name] else { throw .noSuchFileOrDirectory }
        return Array(text.utf8)
      }
    }
    return shell
  }

  @Test func theSummaryOnThePageIsTrue() throws {
    let text = try String(
      contentsOf: Self.docs.appending(path: "operators/simulate.md"), encoding: .utf8)
    let block = text.components(separatedBy: "```text\n")[1].components(separatedBy: "```")[0]
    let outcome = shell(["simulate.md": text]).ipvs("simulate", "--summary", "simulate.md")
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.dropFirst(2).joined(separator: "\n") == block)
  }

  @Test func tablesAreShortHoweverLongTheScenario() {
    let text =
      Self.scenario + "\n"
      + String(repeating: "wait 90s\npacket tcp 10.9.0.1:1 10.0.0.1:80 SYN\n", count: 50)
    let outcome = shell(["a": text, "b": ""]).ipvs("simulate", "--summary", "a", "b")
    #expect(outcome.status == 0)
    #expect(outcome.output.split(separator: "\n").count < 26)
    #expect(outcome.output.contains("\nb:1, 0s\n"))
  }

  @Test func failuresOfFiles() {
    let shell = shell(["good": Self.scenario, "bad": "wait 3x\n"])
    for words in [["--summary"], []] {
      let outcome = shell.ipvs(["simulate"] + words + ["none", "bad", "good"])
      #expect(outcome.status == 3)
      #expect(outcome.errors.hasPrefix("ipvs: none: No such file or directory\nipvs: bad:1:6: "))
      #expect(!outcome.output.isEmpty)
    }
    let json = shell.ipvs("simulate", "--json", "good", "bad")
    #expect(json.status == 2)
    #expect(json.output.contains("\"schema\" : \"error\""))
    #expect(shell.ipvs("simulate", "--json", "--summary", "good").status == 2)
    #expect(shell.ipvs("simulate", "--check", "--summary", "good").status == 2)
  }

  @Test func json() {
    let outcome = shell(["good": Self.scenario]).ipvs("simulate", "--json", "good")
    #expect(outcome.status == 0)
    for part in [
      "\"name\" : \"good\"", "\"entries_most\" : 240", "\"bytes_most\" : 76800",
      "\"text\" : \"# one server, then two\"", "\"dropped\"",
      "\"time\" : 0.02",
    ] { #expect(outcome.output.contains(part), "\(part)") }
  }
}
