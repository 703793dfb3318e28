import Foundation
import IPVS
import IPVSScenario
import IPVSSimulator
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

  @Test func pagesAreFound() {
    #expect(Self.pages.contains("scenarios.md"))
    #expect(Self.pages.contains("persistence/timers.md"))
  }

  @Test(arguments: pages)
  func resultsAreTrue(_ name: String) throws {
    let text = try Array(Data(contentsOf: Self.directory.appending(path: name)))
    let page = try ScenarioPage(reading: text, isMarkdown: true)
    let transcript = try page.transcript { (scenario) throws(ScenarioFailure) in
      try scenario.run(on: SimulatedDirector(hz: 250))
    }
    let report = LineDifference.report(expected: text, actual: transcript, name: name)
    #expect(report.map { String(decoding: $0, as: UTF8.self) } == nil)
  }

  /// A page without results would be true whatever happens.
  @Test(arguments: pages.filter { $0.hasPrefix("persistence/") && !$0.hasSuffix("README.md") })
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
}
