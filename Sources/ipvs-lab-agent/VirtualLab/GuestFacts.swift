internal import IPVSOperations

/// What the guest's kernel says of itself.
enum GuestFacts {
  static func read() -> KernelFacts {
    let banner = (try? readFile("/proc/version")) ?? []
    return KernelFacts(
      version: KernelVersion(banner: String(decoding: banner.prefix { $0 != 0x0a }, as: UTF8.self)),
      ticksPerSecond: VirtualClock.ticksPerSecond)
  }
}
