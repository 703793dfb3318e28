internal import Glibc

/// A program that is run once, to its end.
struct Child {
  /// The program's file.
  var path: String
  /// `argv`, from `argv[0]` on.
  var words: [[UInt8]]
  /// The variables of its environment, each `NAME=VALUE`.
  var environment: [[UInt8]] = Child.plainEnvironment
  /// Its standard input.
  var input: [UInt8] = []
  /// Where its output goes.
  var output = Invocation.Output.apart
  /// Whether it runs as a user without any privilege.
  var isUnprivileged = false

  /// What every program finds in its environment.
  static let plainEnvironment = [
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C", "HOME=/",
  ].map { Array($0.utf8) }

  /// After how many seconds a program is killed.
  static let limit = 10

  /// How a program ended.
  enum Ending: Hashable {
    /// By itself, with an exit status.
    case exited(Int32)
    /// By a signal.
    case signalled(Int32)
    /// It took too long and was killed.
    case outOfTime
  }

  /// What became of a program.
  struct Outcome: Hashable {
    /// What it wrote to standard output; with merged output to both.
    var output: [UInt8] = []
    /// What it wrote to standard error.
    var error: [UInt8] = []
    /// How it ended.
    var ending = Ending.exited(0)
  }

  init(path: String, words: [[UInt8]]) {
    self.path = path
    self.words = words
  }

  init(path: String, words: [String]) {
    self.init(path: path, words: words.map { Array($0.utf8) })
  }

  /// Runs the program and waits for it.
  ///
  /// Its streams are files in memory, so that nothing can wait for anything.
  func run() throws(AgentError) -> Outcome {
    let input = try MemoryFile(input)
    let written = try MemoryFile([])
    let complaints = try MemoryFile([])
    defer { for file in [input, written, complaints] { file.close() } }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input.descriptor, STDIN_FILENO)
    let errorFile = output == .merged ? written : complaints
    posix_spawn_file_actions_adddup2(&actions, errorFile.descriptor, STDERR_FILENO)
    var unread: Int32 = -1
    switch output {
    case .apart, .merged:
      posix_spawn_file_actions_adddup2(&actions, written.descriptor, STDOUT_FILENO)
    case .closed: posix_spawn_file_actions_addclose(&actions, STDOUT_FILENO)
    case .full:
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/full", O_WRONLY, 0)
    case .broken:
      unread = try Self.unreadPipe()
      posix_spawn_file_actions_adddup2(&actions, unread, STDOUT_FILENO)
    }
    defer { if unread != -1 { close(unread) } }

    let process = try spawn(&actions)
    let ending = try Self.wait(for: process)
    return Outcome(
      output: try written.contents(), error: try complaints.contents(), ending: ending)
  }

  private func spawn(_ actions: inout posix_spawn_file_actions_t) throws(AgentError) -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The agent ignores SIGPIPE and blocks SIGCHLD; a program is to find neither. A group of its
    // own lets what a script has started be killed with it.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

    Self.blockChildSignal()
    if isUnprivileged {
      // The saved user stays root: the way back.
      try checked(setresuid(65534, 65534, 0), "cannot give up root")
    }
    var process: pid_t = 0
    let failure = Self.withArguments(words) { arguments in
      Self.withArguments(environment) { variables in
        posix_spawn(&process, path, &actions, &attributes, arguments, variables)
      }
    }
    if isUnprivileged { try checked(setresuid(0, 0, 0), "cannot be root again") }
    guard failure == 0 else {
      errno = failure
      throw .system("cannot start \(path)")
    }
    return process
  }

  private static func wait(for process: pid_t) throws(AgentError) -> Ending {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGCHLD)
    let deadline = clockMilliseconds() + limit * 1000
    var status: Int32 = 0
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { break }
      guard ended == 0 else { throw .system("cannot wait for a program") }
      let left = deadline - clockMilliseconds()
      guard left > 0 else {
        kill(-process, SIGKILL)
        waitpid(process, &status, 0)
        return .outOfTime
      }
      var time = timespec(tv_sec: left / 1000, tv_nsec: left % 1000 * 1_000_000)
      sigtimedwait(&signals, nil, &time)
    }
    let signal = status & 0x7f
    return signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(signal)
  }

  /// Keeps the signal of an ended child for `sigtimedwait`.
  private static func blockChildSignal() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGCHLD)
    sigprocmask(SIG_BLOCK, &signals, nil)
  }

  /// The writing end of a pipe that has no reader.
  private static func unreadPipe() throws(AgentError) -> Int32 {
    var ends: [Int32] = [-1, -1]
    try checked(pipe(&ends), "cannot make a pipe")
    close(ends[0])
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    return ends[1]
  }

  /// Hands words to a C function as an array that ends with a null pointer.
  static func withArguments(
    _ words: [[UInt8]], _ body: ([UnsafeMutablePointer<CChar>?]) -> Int32
  ) -> Int32 {
    let pointers = words.map { word in
      let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: word.count + 1)
      for (index, byte) in word.enumerated() { pointer[index] = CChar(bitPattern: byte) }
      pointer[word.count] = 0
      return pointer
    }
    defer { for pointer in pointers { pointer.deallocate() } }
    return body(pointers + [nil])
  }
}

/// The time of a clock that only goes forward.
func clockMilliseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}

/// Lets time pass.
func sleepMilliseconds(_ count: Int) {
  var time = timespec(tv_sec: count / 1000, tv_nsec: count % 1000 * 1_000_000)
  var rest = timespec()
  while nanosleep(&time, &rest) != 0, errno == EINTR { time = rest }
}
