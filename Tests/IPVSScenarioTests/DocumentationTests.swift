import Foundation
import IPVS
import IPVSOperations
import IPVSScenario
import IPVSSimulator
import IPVSVerbs
import Testing

/// What the documentation shows is what happens.
@Suite struct DocumentationTests {
  /// The pages of the documentation, their paths below its directory.
  static let pages: [String] = {
    let names = FileManager.default.enumerator(atPath: directory.path)?.compactMap { $0 as? String }
    return (names ?? []).filter { $0.hasSuffix(".md") }.sorted()
  }()

  private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Docs")

  private static let claims = "persistence/claims.md"

  @Test func pagesAreFound() {
    #expect(Self.pages.contains("scenarios.md"))
    #expect(Self.pages.contains("persistence/timers.md"))
    #expect(Self.pages.contains("failover.md"))
  }

  /// Pages in the two folders for one director only need what this simulation does not have.
  @Test(arguments: pages.filter { !$0.contains("-only/") })
  func resultsAreTrue(_ name: String) throws {
    let text = try Array(Data(contentsOf: Self.directory.appending(path: name)))
    let page = try ScenarioPage(reading: text, isMarkdown: true)
    let transcript = try page.transcript { (scenario) throws(ScenarioFailure) in
      let level = Self.level(of: name)
      let program = OperatorProgram.preparation(
        facts: KernelFacts(level: level, ticksPerSecond: 250))
      guard scenario.hasSecondDirector else {
        return try scenario.run(
          on: SimulatedDirector(profile: level.profile, hz: 250), operatorProgram: program)
      }
      let pair = SimulatedPair(profile: level.profile, hz: 250)
      return try scenario.run(on: pair.first, and: pair.second, operatorProgram: program)
    }
    let report = LineDifference.report(expected: text, actual: transcript, name: name)
    #expect(report.map { String(decoding: $0, as: UTF8.self) } == nil)
  }

  /// A page of a kernel is for that kernel, any other for the newest 6.1.
  private static func level(of page: String) -> KernelLevel {
    guard page.hasPrefix(kernels) else { return .v6_1 }
    return KernelLevel(rawValue: String(page.dropFirst(kernels.count).dropLast(3))) ?? .v6_1
  }

  private static let kernels = "kernels/"

  /// Else the pages could not be compared, or a difference would be a mistake in one of them.
  @Test func pagesOfKernelsHoldTheSameScenarios() throws {
    let names = Self.pages.filter { $0.hasPrefix(Self.kernels) }
    #expect(names == ["5.10", "6.1", "6.12", "7.2"].map { "\(Self.kernels)\($0).md" })
    let blocks = try names.map { name in
      let text = try String(
        contentsOf: Self.directory.appending(path: name), encoding: .utf8)
      return text.components(separatedBy: "\n## ").dropFirst().map { section in
        section.split(separator: "\n").filter { !$0.hasPrefix("|") }
      }
    }
    #expect(Set(blocks).count == 1)
    #expect(
      Set(try names.map { try Data(contentsOf: Self.directory.appending(path: $0)) }).count == 4)
  }

  /// Each row of the table names a heading that is there.
  @Test func differencesHaveTheirScenarios() throws {
    let text = try String(
      contentsOf: Self.directory.appending(path: "engine.md"), encoding: .utf8)
    let page = try String(
      contentsOf: Self.directory.appending(path: "kernels/7.2.md"), encoding: .utf8)
    let rows = text.components(separatedBy: "| what |")[1].components(separatedBy: "\n\n")[0]
      .split(separator: "\n").dropFirst(2)
    #expect(rows.count >= 12)
    for row in rows {
      let heading = row.dropLast(2).components(separatedBy: " | ").last ?? ""
      #expect(page.contains("\n## \(heading)\n"), "\(heading)")
    }
  }

  /// The table of settings has a row for each setting of each kernel, and no other.
  @Test func everySettingIsTold() throws {
    let text = try String(
      contentsOf: Self.directory.appending(path: "engine.md"), encoding: .utf8)
    let rows = text.components(separatedBy: "| setting |")[1].components(separatedBy: "\n\n")[0]
      .split(separator: "\n").dropFirst(2)
    let told = rows.flatMap { row in
      row.dropFirst(2).components(separatedBy: " | ")[0].components(separatedBy: ", ")
        .map { $0.trimmingCharacters(in: ["`"]) }
    }
    let names = try KernelLevel.allCases.flatMap { level in
      try SimulatedDirector(profile: level.profile).sysctlNames().map(\.rawValue)
    }
    #expect(told.count == Set(told).count)
    #expect(Set(told) == Set(names))
  }

  /// A page without results would be true whatever happens. (The table of claims has only links.)
  @Test(
    arguments: pages.filter {
      $0 == "failover.md" || $0.hasPrefix("persistence/") && $0 != Self.claims
    })
  func everyScenarioShowsSomething(_ name: String) throws {
    let text = try String(
      contentsOf: Self.directory.appending(path: name), encoding: .utf8)
    let blocks = text.components(separatedBy: "\n```scenario\n").dropFirst()
    #expect(!blocks.isEmpty)
    for block in blocks {
      let scenario = block.components(separatedBy: "\n```\n").first ?? ""
      #expect(scenario.contains("\n| "), "\(scenario)")
    }
  }

  /// Each link to a page leads to one, and each `#name` to a heading of it.
  @Test(arguments: pages)
  func linksLeadSomewhere(_ name: String) throws {
    let page = Self.directory.appending(path: name)
    for target in Self.links(in: try String(contentsOf: page, encoding: .utf8)) {
      let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let folder = page.deletingLastPathComponent()
      let file = parts[0].isEmpty ? page : folder.appending(path: parts[0])
      let text = try? String(contentsOf: file, encoding: .utf8)
      #expect(text != nil, "\(target)")
      if parts.count > 1 {
        #expect(Self.anchors(of: text ?? "").contains(String(parts[1])), "\(target)")
      }
    }
  }

  /// Each claim of the chapter has its verdict, and the scenario that shows it or why there is none.
  @Test func everyClaimIsShown() throws {
    let text = try String(
      contentsOf: Self.directory.appending(path: Self.claims), encoding: .utf8)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| 27") }
    #expect(rows.count >= 46)
    for row in rows {
      let cells = row.components(separatedBy: " | ")
      try #require(cells.count == 4, "\(row)")
      #expect(["true", "changed", "false"].contains { cells[2].hasPrefix($0) }, "\(row)")
      #expect(!Self.links(in: cells[3]).isEmpty || cells[3].hasPrefix("– ("), "\(row)")
    }
  }

  /// The targets of a text's links that lead to files of this project.
  private static func links(in text: String) -> [String] {
    text.components(separatedBy: "](").dropFirst()
      .map { $0.components(separatedBy: ")")[0] }.filter { !$0.contains(":") }
  }

  /// What GitHub makes of a page's headings.
  private static func anchors(of text: String) -> Set<String> {
    Set(
      text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
        line.drop { $0 == "#" || $0 == " " }.lowercased()
          .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == " " }
          .replacingOccurrences(of: " ", with: "-")
      })
  }
}
