import IPVS
import IPVSScenario
import Testing

@Suite struct PageTests {
  private static let page = """
    # A page

    ```scenario
    sysctl expire_nodest_conn=1
    sysctl expire_nodest_conn
    | 1
    ```
    ```text
    sysctl is not read here
    ```
    ```scenario
    sysctl expire_nodest_conn
    | 0
    ```
    The end.

    """

  private func run(_ text: String, isMarkdown: Bool? = nil) throws -> String {
    let page = try ScenarioPage(reading: Array(text.utf8), isMarkdown: isMarkdown)
    return String(
      decoding: try page.transcript { (scenario) throws(ScenarioFailure) in
        try scenario.run(on: ScriptedDirector())
      }, as: UTF8.self)
  }

  @Test func everyBlockHasADirectorOfItsOwn() throws {
    #expect(try run(Self.page) == Self.page)
    #expect(try run(Self.page.replacing("| 0", with: "| 1")) == Self.page)
  }

  @Test func scenariosAreFound() throws {
    #expect(try ScenarioPage(reading: Array(Self.page.utf8)).scenarios.count == 2)
    #expect(try ScenarioPage(reading: Array("wait 1s\n".utf8)).scenarios.count == 1)
    #expect(try ScenarioPage(reading: Array("wait 1s\n".utf8), isMarkdown: true).scenarios.isEmpty)
  }

  @Test func mistakesHaveThePagesLines() throws {
    let error = #expect(throws: BadScenario.self) {
      _ = try run(Self.page.replacing("conn\n| 0", with: "conn\nwait\n| 0"))
    }
    #expect(error?.line == 13)
    #expect(error?.column == 5)
  }

  @Test func aBlockIsClosed() throws {
    let error = #expect(throws: BadScenario.self) { _ = try run("x\n```scenario\nwait 1s\n") }
    #expect(error?.line == 2)
  }

  @Test func failuresHaveThePagesLines() throws {
    let page = try ScenarioPage(reading: Array(Self.page.utf8))
    let director = ScriptedDirector()
    director.lateFrom = 1
    let error = #expect(throws: ScenarioFailure.self) {
      _ = try page.transcript { (scenario) throws(ScenarioFailure) in
        try scenario.run(on: director)
      }
    }
    #expect(error?.line == 5)
  }

  private func report(_ old: String, _ new: String) -> String? {
    LineDifference.report(expected: Array(old.utf8), actual: Array(new.utf8), name: "page.md")
      .map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func theSameIsNoDifference() {
    #expect(report("a\nb\n", "a\nb") == nil)
    #expect(report("", "") == nil)
  }

  @Test func differencesAreShownInTheirSurroundings() {
    let lines = (1...20).map { "line \($0)\n" }
    var new = lines
    new[4] = "five\n"
    new.remove(at: 15)
    #expect(
      report(lines.joined(), new.joined()) == """
        --- page.md
        +++ page.md (a new run)
        @@ -2,7 +2,7 @@
         line 2
         line 3
         line 4
        -line 5
        +five
         line 6
         line 7
         line 8
        @@ -13,7 +13,6 @@
         line 13
         line 14
         line 15
        -line 16
         line 17
         line 18
         line 19

        """)
  }

  @Test func linesAreAddedToNothing() {
    #expect(
      report("", "a\n") == """
        --- page.md
        +++ page.md (a new run)
        @@ -0,0 +1 @@
        +a

        """)
  }
}
