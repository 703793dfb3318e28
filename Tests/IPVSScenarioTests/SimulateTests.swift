import Foundation
import Testing

/// The program itself: words, files, exit statuses.
@Suite struct SimulateTests {
  private struct Outcome: Equatable {
    var output: String
    var errors: String
    var status: Int32
  }

  private func ipvs(_ words: [String], input: String = "") throws -> Outcome {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "ipvs")
    let process = Process()
    let pipes = (input: Pipe(), output: Pipe(), errors: Pipe())
    process.executableURL = program
    process.arguments = words
    process.standardInput = pipes.input
    process.standardOutput = pipes.output
    process.standardError = pipes.errors
    try process.run()
    try pipes.input.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try pipes.input.fileHandleForWriting.close()
    let output = try pipes.output.fileHandleForReading.readToEnd() ?? Data()
    let errors = try pipes.errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(
      output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self), status: process.terminationStatus)
  }

  private static let transcript = """
    ipvsadm -A -u 10.0.0.1:53 -s rr
    packet udp 10.1.0.1:1024 10.0.0.1:53
    | refused
    wait 1s

    """

  @Test func aScenarioBecomesATranscript() throws {
    let scenario = Self.transcript.replacing("| refused\n", with: "")
    #expect(
      try ipvs(["simulate", "-"], input: scenario)
        == Outcome(output: Self.transcript, errors: "", status: 0))
  }

  @Test func aSeedDeterminesWhatIsLeftToChance() throws {
    let scenario = """
      ipvsadm -A -u 10.0.0.1:53 -s twos -o
      ipvsadm -a -u 10.0.0.1:53 -r 192.168.1.1 -m
      ipvsadm -a -u 10.0.0.1:53 -r 192.168.1.2 -m
      clients 1000 from 10.1.0.0/16 packet udp 10.0.0.1:53

      """
    func output(_ words: String...) throws -> String {
      let outcome = try ipvs(
        ["simulate", "--kernel-profile", "6.12"] + words + ["-"], input: scenario)
      #expect(outcome.status == 0)
      return outcome.output
    }
    #expect(try output() == output("--seed", "1"))
    #expect(try output() != output("--seed", "2"))
  }

  @Test func aTrueTranscriptPasses() throws {
    #expect(
      try ipvs(["simulate", "--check", "-"], input: Self.transcript)
        == Outcome(output: "", errors: "", status: 0))
  }

  @Test func aFalseTranscriptIsReported() throws {
    let outcome = try ipvs(
      ["simulate", "--check", "-"],
      input: Self.transcript.replacing("refused", with: "dropped"))
    #expect(outcome.status == 1)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("\n-| dropped\n+| refused\n"))
  }

  @Test func mistakesHaveFileLineAndColumn() throws {
    #expect(
      try ipvs(["simulate", "-"], input: "# one\nwait 1\n")
        == Outcome(
          output: "",
          errors: "ipvs: standard input:2:6: expected a time such as 90s, 6m, 1h30m or 20ms\n",
          status: 2))
  }

  @Test(arguments: [
    ["simulate"], ["simulate", "--hz", "7", "-"], ["simulate", "--kernel-profile", "1", "-"],
    ["no-such-verb"], ["simulate", "--no-such-option", "-"],
  ])
  func wordsAgainstTheRules(_ words: [String]) throws {
    let outcome = try ipvs(words)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(!outcome.errors.isEmpty)
  }

  @Test func helpIsNoError() throws {
    let outcome = try ipvs(["simulate", "--help"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("--kernel-profile"))
    #expect(outcome.errors.isEmpty)
  }

  @Test func theWorstOfSeveralFilesCounts() throws {
    let outcome = try ipvs(["simulate", "/no/such/file", "-"], input: "wait 1s\n")
    #expect(outcome.status == 3)
    #expect(outcome.output == "wait 1s\n")
    #expect(outcome.errors == "ipvs: /no/such/file: No such file or directory\n")
  }

  /// A template of 300 s with a closed connection, looked at when it is due but not yet gone.
  private static let due = """
    ipvsadm -A -t 10.0.0.1:80 -s rr -p 300
    ipvsadm -a -t 10.0.0.1:80 -r 192.168.1.1 -m
    connect tcp 10.1.0.1:1024 10.0.0.1:80
    reset tcp 10.1.0.1:1024 10.0.0.1:80
    wait 301s
    ipvsadm -Lcn

    """

  @Test func optionsReachTheSimulation() throws {
    #expect(try ipvs(["simulate", "-"], input: Self.due).output.contains(" 00:00 "))
    #expect(
      try !ipvs(["simulate", "--ideal-timers", "-"], input: Self.due).output.contains(" 00:00 "))
    let later = Self.due.replacing("301s", with: "310s")
    #expect(try ipvs(["simulate", "-"], input: later).output.contains(" 00:00 "))
    #expect(try !ipvs(["simulate", "--hz", "100", "-"], input: later).output.contains(" 00:00 "))
  }
}
