internal import Glibc
internal import IPVS
internal import IPVSOperations

/// What the machine says of its kernel, to anybody.
enum HostFacts {
  static func read() -> KernelFacts {
    KernelFacts(
      version: line(of: "/proc/version").flatMap { KernelVersion(banner: $0) },
      ticksPerSecond: ticksPerSecond,
      unprivilegedPortStart: line(of: "/proc/sys/net/ipv4/ip_unprivileged_port_start")
        .flatMap { UInt16($0) } ?? 1024)
  }

  private static func line(of path: String) -> String? {
    guard let bytes = try? WholeFile.read(path) else { return nil }
    return String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
  }

  /// The coarse clocks move with the ticks, and tell how far apart those are.
  static var ticksPerSecond: UInt64? {
    var resolution = timespec()
    guard clock_getres(CLOCK_MONOTONIC_COARSE, &resolution) == 0, resolution.tv_sec == 0,
      resolution.tv_nsec > 0
    else { return nil }
    return UInt64((1_000_000_000 + resolution.tv_nsec / 2) / resolution.tv_nsec)
  }
}
