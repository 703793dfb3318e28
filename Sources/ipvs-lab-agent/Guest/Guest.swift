/// The machine that the agent runs on, made ready for cases.
enum Guest {
  /// Gives the agent and its children their own view of some files.
  ///
  /// - Parameter program: shown as /sbin/ipvsadm, where the reference's scripts look for it.
  static func prepare(program: String) throws(AgentError) {
    try MountTable.enterCopy()
    try FixedNames.install()
    try MountTable.show(program, at: "/sbin/ipvsadm")
  }
}
