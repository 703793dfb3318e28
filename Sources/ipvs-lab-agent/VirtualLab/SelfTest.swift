internal import IPVS

/// Measures the kernel against what the lab and the simulator believe of it.
enum SelfTest {
  static func run() throws(AgentError) -> VirtualResult {
    var report = SelfTestReport()
    // Which kernel it is: the level is in the version that its distributor gives it.
    report.title(
      String(decoding: try readFile("/proc/version").prefix { $0 != 0x0a }, as: UTF8.self))
    do {
      try VerdictTest.run(&report)
      try ExpiryTest.run(&report)
    } catch let error as AgentError {
      throw error
    } catch {
      throw .failed("the self-test stopped: \(error)")
    }
    return VirtualResult(output: Array(report.text.utf8), status: report.failures == 0 ? 0 : 1)
  }
}

/// The table that the self-test prints.
struct SelfTestReport {
  private(set) var text = ""
  private(set) var failures = 0

  mutating func title(_ title: String) { text += "\(title)\n" }

  /// Adds a line of what was expected and what came.
  mutating func add(_ what: String, expected: String, measured: String) {
    let isRight = expected == measured
    if !isRight { failures += 1 }
    let ending = isRight ? "ok" : "WRONG, expected \(expected)"
    text += "  \(Self.padded(what, 44)) \(Self.padded(measured, 34)) \(ending)\n"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
