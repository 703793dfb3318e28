import IPVSOperations
import Testing

/// What `/proc/version` says of a kernel.
struct KernelVersionTests {
  @Test(arguments: [
    (
      "Linux version 6.1.0-50-cloud-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0) "
        + "12.2.0) #1 SMP Debian 6.1.192-1 (2026-10-01)", KernelVersion(6, 1, 192)
    ),
    ("Linux version 6.12.57+deb13-amd64 (x) #1 SMP PREEMPT_DYNAMIC", KernelVersion(6, 12, 57)),
    ("Linux version 5.15.0-119-generic (buildd@x) #129-Ubuntu SMP", KernelVersion(5, 15, 0)),
    ("Linux version 7.2-rc3 (x)", KernelVersion(7, 2, 0)),
  ])
  func banners(_ banner: String, _ version: KernelVersion) {
    #expect(KernelVersion(banner: banner) == version)
  }

  @Test(arguments: ["", "Linux", "Linux version x", "Darwin Kernel"])
  func noVersion(_ banner: String) {
    #expect(KernelVersion(banner: banner) == nil)
  }

  @Test func order() {
    #expect(KernelVersion(5, 9) < KernelVersion(5, 10, 1))
    #expect(KernelVersion(6, 1, 176) < KernelVersion(6, 1, 192))
  }
}
