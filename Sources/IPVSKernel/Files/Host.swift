import CSystem

/// What is asked of the machine itself.
enum Host {
  /// The size of a page of memory in bytes.
  static var pageSize: Int { max(4096, sysconf(Int32(_SC_PAGESIZE))) }

  /// The time in nanoseconds on a clock that is never set (`CLOCK_MONOTONIC`).
  static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
  }
}
