internal import Glibc

/// The programs whose work is measured.
enum BenchProgram: CaseIterable {
  /// Debian's ipvsadm 1.31.
  case reference
  /// The one that is compared with it.
  case candidate

  /// Its file in the guest.
  var path: String {
    switch self {
    case .reference: "/bench/reference"
    case .candidate: "/bench/candidate"
    }
  }

  /// What people are told.
  var name: String {
    switch self {
    case .reference: "1.31"
    case .candidate: "ours"
    }
  }

  /// Runs the program with nobody reading what it says, and measures it.
  ///
  /// A nanosecond of the guest's clock is an instruction. What is measured goes from before the start
  /// until the agent knows of the end, the kernel's share included; the agent's own part is a
  /// `posix_spawn`, in which a child shares the memory of the agent until it is the program, and a
  /// `wait4`.
  func instructions(_ command: BenchCommand) throws(AgentError) -> UInt64 {
    let streams = try BenchStreams(input: command.input, output: "/dev/null")
    defer { streams.close() }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, streams.input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, streams.output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, streams.errors, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The agent ignores SIGPIPE; a program is to find it as ever.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    var process: pid_t = 0
    var status: Int32 = 0
    var start: UInt64 = 0
    var end: UInt64 = 0
    let failure = Child.withArguments(command.argumentWords) { arguments in
      Child.withArguments(Child.plainEnvironment) { variables in
        VirtualClock.awaitBeginningOfTick()
        start = VirtualClock.now()
        let failure = posix_spawn(&process, path, &actions, &attributes, arguments, variables)
        if failure == 0 { waitpid(process, &status, 0) }
        end = VirtualClock.now()
        return failure
      }
    }
    guard failure == 0 else { throw .failed("cannot start \(path)") }
    guard status == 0 else { throw ended(command, status) }
    return end - start
  }

  /// Runs the program with its standard output in a file.
  ///
  /// The kernel's `ru_maxrss` of a program is the most that was resident since its process began, and
  /// that includes what the process was before it became the program. After a `posix_spawn` that is
  /// the whole agent, with all its code. Hence this is a `fork`, which shares nothing and copies no
  /// code: the child begins with the agent's few hundred kilobytes of data. If a program needed less
  /// than that, it could not be told; this is checked.
  ///
  /// - Returns: the peak of its resident memory in KiB.
  @discardableResult
  func run(_ command: BenchCommand, output: String) throws(AgentError) -> Int {
    let streams = try BenchStreams(input: command.input, output: output, errors: "/bench/errors")
    defer { streams.close() }
    let floor = try Self.floor()
    let (status, peak) = try Self.inChild {
      signal(SIGPIPE, SIG_DFL)
      dup2(streams.input, STDIN_FILENO)
      dup2(streams.output, STDOUT_FILENO)
      dup2(streams.errors, STDERR_FILENO)
      _ = Child.withArguments(command.argumentWords) { arguments in
        Child.withArguments(Child.plainEnvironment) { variables in
          execve(path, arguments, variables)
        }
      }
    }
    guard status == 0 else { throw ended(command, status) }
    guard peak > floor else {
      throw .failed("the agent's own \(floor) KiB hide the memory of \(name)")
    }
    return peak
  }

  /// What a child has before it becomes a program.
  private static func floor() throws(AgentError) -> Int { try inChild { _exit(0) }.peak }

  private static func inChild(_ body: () -> Void) throws(AgentError) -> (status: Int32, peak: Int) {
    let process = forkProcess()
    if process == 0 {
      body()
      _exit(127)
    }
    guard process > 0 else { throw .system("cannot start a child") }
    var status: Int32 = 0
    var usage = rusage()
    try checked(wait4(process, &status, 0, &usage), "cannot wait for a child")
    return (status, usage.ru_maxrss)
  }

  private func ended(_ command: BenchCommand, _ status: Int32) -> AgentError {
    let complaint = (try? readFile("/bench/errors")) ?? []
    return .failed(
      "\(name) \(command.words.joined(separator: " ")) ended with the wait status \(status)\n"
        + String(decoding: complaint.prefix(1000), as: UTF8.self))
  }
}

/// What a program is to do.
struct BenchCommand {
  /// The words behind the program's name.
  var words: [String]
  /// The file that is its standard input.
  var input = "/dev/null"

  init(_ words: String..., input: String = "/dev/null") {
    self.words = words
    self.input = input
  }

  fileprivate var argumentWords: [[UInt8]] { (["ipvsadm"] + words).map { Array($0.utf8) } }
}

/// The open files that a program is to have.
private struct BenchStreams {
  var input: Int32
  var output: Int32
  var errors: Int32

  init(input: String, output: String, errors: String = "/dev/null") throws(AgentError) {
    self.input = try checked(open(input, O_RDONLY | O_CLOEXEC), "cannot open \(input)")
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    self.output = try checked(open(output, flags, 0o644), "cannot write \(output)")
    self.errors = try checked(open(errors, flags, 0o644), "cannot write \(errors)")
  }

  func close() {
    for descriptor in [input, output, errors] { Glibc.close(descriptor) }
  }
}
