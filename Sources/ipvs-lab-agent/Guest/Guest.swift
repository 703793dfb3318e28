internal import Glibc

/// The machine that the agent runs on, made ready for cases.
enum Guest {
  /// Where the agent keeps what it shows to programs.
  static let folder = "/run/ipvs-lab-agent"

  /// Gives the agent and its children their own view of some files.
  ///
  /// - Parameter program: shown as /sbin/ipvsadm, where the reference's scripts look for it.
  static func prepare(program: String) throws(AgentError) {
    try MountTable.enterCopy()
    guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
      throw .system("cannot make \(folder)")
    }
    try FixedNames.install()
    try MountTable.show(program, at: "/sbin/ipvsadm")
  }

  /// Shows the folder of a program where everybody may go, and tells the program's path there.
  ///
  /// A checkout can stand in a folder that is closed to others; cases run without privilege too.
  static func open(_ program: String, as name: String) throws(AgentError) -> String {
    let start = program.lastIndex(of: "/").map { program.index(after: $0) } ?? program.startIndex
    let place = "\(folder)/\(name)"
    guard mkdir(place, 0o755) == 0 || errno == EEXIST else { throw .system("cannot make \(place)") }
    let source = start == program.startIndex ? "." : String(program[..<start])
    try MountTable.showFolder(source, at: place)
    return "\(place)/\(program[start...])"
  }
}
