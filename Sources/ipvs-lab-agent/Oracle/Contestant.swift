internal import Glibc

/// One of the two programs that are compared, and how long its runs took.
struct Contestant {
  /// What reports call it.
  let name: String
  /// The program's file.
  let path: String
  /// How often it ran.
  private(set) var runs = 0
  /// How long all its runs took together.
  private(set) var milliseconds = 0

  /// How long a run takes, in milliseconds.
  var average: Int { milliseconds / max(1, runs) }

  init(name: String, path: String) throws(AgentError) {
    self.name = name
    self.path = path
    guard access(path, X_OK) == 0 else { throw .system("cannot run the \(name) \(path)") }
  }

  /// Runs what a case says.
  mutating func run(_ invocation: Invocation) throws(AgentError) -> Child.Outcome {
    var child = Child(
      path: file(of: invocation.program), words: [invocation.argumentZero] + invocation.arguments)
    child.environment += invocation.environment
    switch invocation.processFiles {
    case .real: child.input = invocation.input
    case .none:
      child.input = invocation.input
      try MountTable.hide("/proc")
    case .connections:
      try MountTable.hide("/proc")
      guard mkdir("/proc/net", 0o755) == 0 else { throw .system("cannot make /proc/net") }
      try writeFile("/proc/net/ip_vs_conn", invocation.input)
    }
    child.output = invocation.output
    child.isUnprivileged = invocation.isUnprivileged
    defer { if invocation.processFiles != .real { try? MountTable.uncover("/proc") } }
    let start = clockMilliseconds()
    let outcome = try child.run()
    milliseconds += clockMilliseconds() - start
    runs += 1
    return outcome
  }

  /// The two other programs may be files beside the first, or the first under another name.
  private func file(of program: Invocation.Program) -> String {
    switch program {
    case .ipvsadm: return path
    case .save, .restore:
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
      let script = folder + program.rawValue
      return access(script, X_OK) == 0 ? script : path
    }
  }
}
