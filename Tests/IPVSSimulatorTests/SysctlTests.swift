import IPVS
import Testing

@testable import IPVSSimulator

/// The settings, as a kernel was seen to take them.
struct SysctlTests {
  private func outcome(_ name: String, _ value: String) throws -> String {
    let bench = Bench()
    let name = try #require(SysctlName(rawValue: name))
    do {
      try bench.director.setSysctl(name, to: value)
      return try bench.director.sysctl(name)
    } catch {
      if error == DirectorError(.sysctlRefused, .invalidArgument) { return "refused" }
      guard error == DirectorError(.sysctlRefused, .ioError) else { throw error }
      return try bench.director.sysctl(name) + ", and not all was read"
    }
  }

  @Test func `There are thirty`() throws {
    let bench = Bench()
    let names = try bench.director.sysctlNames()
    #expect(names.count == 30)
    #expect(names == names.sorted { $0.rawValue < $1.rawValue })
    let values = try names.map { try bench.director.sysctl($0) }
    #expect(values.filter { $0 != "0" }.count == 12)
    let unknown = try #require(SysctlName(rawValue: "est_nice"))
    let missing = DirectorError(.noSuchSysctl, .noSuchFileOrDirectory)
    #expect(throws: missing) { try bench.director.sysctl(unknown) }
    #expect(throws: missing) { try bench.director.setSysctl(unknown, to: "1") }
  }

  @Test func `Debian's kernel for machines has no debug_level`() throws {
    let debugging = try #require(SysctlName(rawValue: "debug_level"))
    let names = try SimulatedDirector(profile: .v6_1).sysctlNames()
    #expect(!names.contains(debugging))
    #expect(names.count == 29)
  }

  @Test(arguments: [
    ("conn_reuse_mode", "99", "99"), ("conn_reuse_mode", "-1", "-1"),
    ("conn_reuse_mode", "-2147483648", "-2147483648"), ("conn_reuse_mode", "2147483648", "refused"),
    ("conn_reuse_mode", "0x10", "16"), ("conn_reuse_mode", "010", "8"),
    ("conn_reuse_mode", "+3", "refused"), ("conn_reuse_mode", " 7", "7"),
    ("conn_reuse_mode", "7x", "refused"), ("conn_reuse_mode", "x", "refused"),
    ("conn_reuse_mode", "12 x", "12, and not all was read"),
    ("conn_reuse_mode", "1 2", "1, and not all was read"),
    ("sync_threshold", "1 2 3", "1\t2, and not all was read"),
    ("conn_reuse_mode", "", "refused"), ("conn_reuse_mode", "-", "refused"),
    ("drop_entry", "3", "3"), ("drop_entry", "2", "1"), ("drop_entry", "4", "refused"),
    ("secure_tcp", "2", "1"), ("secure_tcp", "-1", "refused"), ("drop_packet", "99", "refused"),
    ("sync_retries", "3", "3"), ("sync_retries", "4", "refused"),
    ("sync_version", "0", "0"), ("sync_version", "2", "refused"),
    ("sync_ports", "16", "16"), ("sync_ports", "3", "refused"), ("sync_ports", "0", "refused"),
    ("sync_qlen_max", "4294967296", "4294967296"), ("sync_qlen_max", "-1", "refused"),
    ("sync_refresh_period", "21474836", "21474836"),
    ("sync_refresh_period", "21474837", "refused"), ("sync_refresh_period", "-1", "-1"),
    ("lblc_expiration", "2147483647", "refused"), ("lblcr_expiration", "5", "5"),
    ("sync_threshold", "1 2", "1\t2"), ("sync_threshold", "5 0", "5\t0"),
    ("sync_threshold", "3 3", "refused"), ("sync_threshold", "99", "refused"),
    ("sync_threshold", "0", "0\t50"), ("sync_threshold", "-1", "refused"),
  ])
  func `A value is taken or refused`(name: String, value: String, expected: String) throws {
    #expect(try outcome(name, value) == expected)
  }

  @Test func `Of a pair that breaks off, what was read is in force`() throws {
    let bench = Bench()
    let name = try #require(SysctlName(rawValue: "sync_threshold"))
    #expect(throws: DirectorError(.sysctlRefused, .invalidArgument)) {
      try bench.director.setSysctl(name, to: "12 x")
    }
    #expect(try bench.director.sysctl(name) == "12\t50")
  }
}
