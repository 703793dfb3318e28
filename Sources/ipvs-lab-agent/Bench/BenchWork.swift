internal import Glibc

/// Compares what two programs cost.
struct BenchWork {
  private let format: BenchReport.Format
  private let isCheck: Bool
  private let rows: [BenchRow]

  /// - Parameter words: how the result is written, `check` or nothing, and what the names of rows are
  ///   to contain.
  init(_ words: [String]) throws(AgentError) {
    guard words.count == 3 else { throw .usage("the guest does not know what to measure") }
    switch words[0] {
    case "table": format = .table
    case "json": format = .json
    case "growth": format = .growth
    default: throw .usage("there is no form \(words[0])")
    }
    isCheck = words[1] == "check"
    rows =
      format == .growth
      ? BenchRow.growth.filter { Self.contains("\($0.table.name), \($0.name)", words[2]) }
      : BenchRow.all.filter { Self.contains($0.name, words[2]) }
  }

  func run() throws(AgentError) -> VirtualResult {
    var result = VirtualResult()
    guard !rows.isEmpty else {
      result.complaints = Array("bench: no work has a name like that\n".utf8)
      result.status = 2
      return result
    }
    try checked(unshare(newNetworkNamespace), "cannot make a network namespace")
    // Where in memory a program lies decides how many of its pages come together.
    try writeFile("/proc/sys/kernel/randomize_va_space", "0")
    // A server's address is looked for in the local routes, which come with the first address.
    try RouteMessage.submit([.setUp(index: 1)])
    var runner = BenchRunner()
    var results: [BenchResult] = []
    for row in rows {
      do throws(AgentError) {
        let measured = try runner.measure(row)
        results.append(measured)
        if isCheck, measured.isMissed {
          result.fail("\(row.name): the ratio \(fixed(measured.ratio, 3)) is worse than the bar")
        }
      } catch {
        result.fail("\(row.name), \(row.table.name): \(error.message)")
      }
    }
    let version = String(decoding: try readFile("/proc/sys/kernel/osrelease"), as: UTF8.self)
    let report = BenchReport(kernel: String(version.prefix { $0 != "\n" }), results: results)
    result.output = Array(report.text(format).utf8)
    return result
  }

  private static func contains(_ name: String, _ text: String) -> Bool {
    let name = Array(name.utf8)
    let text = Array(text.utf8)
    guard text.count <= name.count else { return false }
    return (0...(name.count - text.count)).contains { name[$0...].starts(with: text) }
  }
}

extension VirtualResult {
  fileprivate mutating func fail(_ message: String) {
    complaints += Array("bench: \(message)\n".utf8)
    status = 1
  }
}
