internal import CSystem
internal import IPVS
internal import IPVSKernel

/// The kernel module of IPVS.
enum KernelModule {
  /// Has `/sbin/modprobe -- ip_vs` load it; whether that went well.
  ///
  /// No shell and no PATH: the words are fixed, and modprobe's own messages go where ours go.
  static func load() -> Bool {
    let program = "/sbin/modprobe"
    let words = [program, "--", "ip_vs"].map { (word: String) in strdup(word) }
    defer { words.forEach { free($0) } }
    var child: pid_t = 0
    var environment = environmentForPrograms()
    guard posix_spawn(&child, program, nil, nil, words + [nil], &environment) == 0 else {
      return false
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard Errno.last == .interrupted else { return false }
    }
    // Ended by itself, with exit code 0.
    return status == 0
  }

  /// The environment without what only our own start needs.
  private static func environmentForPrograms() -> [UnsafeMutablePointer<CChar>?] {
    var entries: [UnsafeMutablePointer<CChar>?] = []
    var next = system_environment()
    while let entry = next?.pointee {
      if strcmp(entry, "SWIFT_ROOT=/") != 0 { entries.append(entry) }
      next = next?.advanced(by: 1)
    }
    return entries + [nil]
  }
}
