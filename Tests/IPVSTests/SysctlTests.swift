import IPVS
import Testing

@Suite struct SysctlTests {
  @Test(arguments: ["expire_nodest_conn", "conn_lfactor", "a1"])
  func `names are words`(_ name: String) {
    #expect(SysctlName(rawValue: name)?.rawValue == name)
  }

  @Test(arguments: ["", "..", "a/b", "/etc/passwd", "A", "a b", "a.b", "ü", "a\n"])
  func `nothing that could be a path is a name`(_ name: String) {
    #expect(SysctlName(rawValue: name) == nil)
  }

  @Test func `the two switches of persistence have the kernel's names`() {
    #expect(SysctlName.expireQuiescentTemplate.rawValue == "expire_quiescent_template")
    #expect(SysctlName.expireNodestConn.rawValue == "expire_nodest_conn")
  }
}
