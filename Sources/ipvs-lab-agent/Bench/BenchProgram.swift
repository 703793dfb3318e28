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
  /// code: the child begins with the agent's data, about a megabyte, and everything that it needs is
  /// made before. If a program needed less than that, it could not be told; this is checked.
  ///
  /// - Returns: the peak of its resident memory in KiB; and the instructions, among them those of a
  ///   `fork` and of writing the file.
  @discardableResult
  func run(_ command: BenchCommand, output: String) throws(AgentError) -> BenchFigures {
    let streams = try BenchStreams(input: command.input, output: output, errors: "/bench/errors")
    defer { streams.close() }
    // What was freed after a large comparison would else count.
    trimHeap(0)
    var peak = 0
    var floor = 0
    var instructions: UInt64 = 0
    let status = Child.withArguments(command.argumentWords) { arguments in
      Child.withArguments(Child.plainEnvironment) { variables in
        // A file that cannot be run: only the child is measured.
        _ = streams.runForked("/dev/null", arguments, variables, peak: &floor)
        let start = VirtualClock.now()
        let status = streams.runForked(path, arguments, variables, peak: &peak)
        instructions = VirtualClock.now() - start
        return status
      }
    }
    guard status != -1 else { throw .system("cannot start \(path)") }
    guard status == 0 else { throw ended(command, status) }
    // The last steps of a start may add a few pages.
    guard peak > floor + 256 else {
      throw .failed("the agent's own \(floor) KiB hide the memory of \(name)")
    }
    return BenchFigures(instructions: instructions, peak: peak)
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

  /// Runs a program in a copy of the agent.
  ///
  /// - Returns: the wait status; -1 with a reason in `errno` where there is none.
  func runForked(
    _ path: String, _ arguments: [UnsafeMutablePointer<CChar>?],
    _ variables: [UnsafeMutablePointer<CChar>?], peak: inout Int
  ) -> Int32 {
    var status: Int32 = 0
    var usage = rusage()
    let process = forkProcess()
    if process == 0 {
      signal(SIGPIPE, SIG_DFL)
      dup2(input, STDIN_FILENO)
      dup2(output, STDOUT_FILENO)
      dup2(errors, STDERR_FILENO)
      execve(path, arguments, variables)
      _exit(127)
    }
    guard process > 0, wait4(process, &status, 0, &usage) == process else { return -1 }
    peak = usage.ru_maxrss
    return status
  }

  func close() {
    for descriptor in [input, output, errors] { Glibc.close(descriptor) }
  }
}
