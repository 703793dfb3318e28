import Glibc
import IPVS
import Testing

@testable import IPVSKernel

@Suite("Settings")
struct SettingTests {
  private let directory = TemporaryDirectory()

  private var director: KernelDirector {
    KernelDirector(transport: FakeTransport(), family: testFamily, settings: directory.path)
  }

  private func name(_ text: String) throws -> SysctlName {
    try #require(SysctlName(rawValue: text))
  }

  @Test("Names are sorted; what is no name is passed over")
  func names() throws {
    for name in ["sync_threshold", "am_droprate", "conntrack", "Odd-Name", ".hidden"] {
      directory.write([], to: name)
    }
    #expect(
      try director.sysctlNames().map(\.rawValue) == ["am_droprate", "conntrack", "sync_threshold"])
  }

  @Test("Values come without their newline, and with everything else")
  func values() throws {
    directory.write(Array("3\t50\n".utf8), to: "sync_threshold")
    directory.write(Array("7".utf8), to: "conntrack")
    directory.write([], to: "est_cpulist")
    directory.write(Array("0-3,8\n\n".utf8), to: "odd")
    #expect(try director.sysctl(name("sync_threshold")) == "3\t50")
    #expect(try director.sysctl(.conntrack) == "7")
    #expect(try director.sysctl(name("est_cpulist")) == "")
    #expect(try director.sysctl(name("odd")) == "0-3,8\n")
  }

  @Test("A value is written with a newline, in one call")
  func setting() throws {
    directory.write([], to: "conntrack")
    try director.setSysctl(.conntrack, to: "1")
    #expect(directory.read("conntrack") == Array("1\n".utf8))
  }

  @Test("A setting that is missing is told from an IPVS that is")
  func missing() {
    let absent = KernelDirector(
      transport: FakeTransport(), family: testFamily, settings: directory.path + "/absent")
    let noSuchSysctl = DirectorError(.noSuchSysctl, .noSuchFileOrDirectory)
    #expect(throws: noSuchSysctl) { try director.sysctl(.conntrack) }
    #expect(throws: noSuchSysctl) { try director.setSysctl(.conntrack, to: "1") }
    let notAvailable = DirectorError(.notAvailable, .protocolNotAvailable)
    #expect(throws: notAvailable) { try absent.sysctl(.conntrack) }
    #expect(throws: notAvailable) { try absent.setSysctl(.conntrack, to: "1") }
    #expect(throws: notAvailable) { try absent.sysctlNames() }
  }

  @Test("A refused value comes out with the kernel's error number")
  func refused() throws {
    // A value of /proc that belongs to every Linux, and takes no letters.
    let oom = KernelDirector(
      transport: FakeTransport(), family: testFamily, settings: "/proc/self")
    #expect(throws: DirectorError(.sysctlRefused, .invalidArgument)) {
      try oom.setSysctl(name("oom_score_adj"), to: "many")
    }
    #expect(throws: DirectorError(.sysctlRefused, .invalidArgument)) {
      try oom.setSysctl(name("oom_score_adj"), to: "")
    }
  }

  @Test("A file that the caller may not write is a refusal too", .enabled(if: geteuid() != 0))
  func notWritable() {
    directory.write([], to: "conntrack", mode: 0o444)
    #expect(throws: DirectorError(.sysctlRefused, .permissionDenied)) {
      try director.setSysctl(.conntrack, to: "1")
    }
  }

  @Test("A value without end is not believed")
  func endless() {
    directory.write([UInt8](repeating: 0x31, count: 70_000), to: "conntrack")
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try director.sysctl(.conntrack)
    }
  }
}
