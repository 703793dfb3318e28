internal import Glibc

/// The agent as the first program of a guest in virtual time: a stock kernel in an emulator, with
/// nothing else in its memory than modules, this program and scenarios.
///
/// The host gives, in the archives that are unpacked into the root:
///   /modules/order    the names of the files beside it, each behind those it needs
///   /scenarios/work   what to do: words, each with a NUL behind it
///   /scenarios/N      the scenarios
/// and gets on the serial lines: 0 the kernel's messages, 1 standard output, 2 standard error,
/// 3 the exit status as a line of text.
enum VirtualGuest {
  /// Does the work and ends the guest.
  static func run() -> Never {
    do throws(AgentError) {
      try mountFileSystems()
      let output = try SerialLine("/dev/ttyS1")
      let complaints = try SerialLine("/dev/ttyS2")
      let status = try SerialLine("/dev/ttyS3")
      try loadModules()
      try quieten()
      let result = try work().run()
      try output.write(result.output)
      try complaints.write(result.complaints)
      try status.write(Array("\(result.status)\n".utf8))
    } catch {
      // The host sees that there is no status, and shows the end of the kernel's messages.
      standardError("ipvs-lab-agent: \(error.message)\n")
      sync()
    }
    // Not to power off: the machine has nothing for that. The emulator ends at a reset.
    rebootMachine(0x0123_4567)  // LINUX_REBOOT_CMD_RESTART
    exit(1)
  }

  private static func mountFileSystems() throws(AgentError) {
    for (type, target) in [("proc", "/proc"), ("sysfs", "/sys"), ("devtmpfs", "/dev")] {
      guard mkdir(target, 0o755) == 0 || errno == EEXIST else {
        throw .system("cannot make \(target)")
      }
      try checked(mount(type, target, type, 0, nil), "cannot mount \(target)")
    }
  }

  private static func loadModules() throws(AgentError) {
    let order = String(decoding: try readFile("/modules/order"), as: UTF8.self)
    for name in order.split(separator: "\n") {
      let file = try checked(
        open("/modules/\(name)", O_RDONLY | O_CLOEXEC), "cannot open module \(name)")
      defer { close(file) }
      // A module for hardware that is not there refuses to be loaded.
      guard loadModule(file) == 0 || errno == ENODEV || errno == EEXIST else {
        throw .system("cannot load module \(name)")
      }
    }
  }

  /// Stops what the kernel does by itself and would make idle time dear, and lets it answer as
  /// often as it is asked.
  private static func quieten() throws(AgentError) {
    try writeFile("/proc/sys/vm/stat_interval", "86400")
    try writeFile("/proc/sys/vm/dirty_writeback_centisecs", "0")
    // Of the whole machine up to some kernel, later of each network namespace.
    try writeFile("/proc/sys/net/ipv4/icmp_msgs_per_sec", "1000000")
    try writeFile("/proc/sys/net/ipv4/icmp_msgs_burst", "1000000")
  }

  private static func work() throws(AgentError) -> VirtualWork {
    let words = try readFile("/scenarios/work").split(
      separator: 0, omittingEmptySubsequences: false)
    return try VirtualWork(words.dropLast().map { String(decoding: $0, as: UTF8.self) })
  }
}

/// What work in a guest leaves.
struct VirtualResult {
  /// For standard output.
  var output: [UInt8] = []
  /// For standard error.
  var complaints: [UInt8] = []
  /// The exit status.
  var status: Int32 = 0
}
