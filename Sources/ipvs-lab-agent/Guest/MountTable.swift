internal import Glibc

/// The files that the agent and the programs see.
enum MountTable {
  /// Leaves the mount namespace for a copy of its own, whose changes nobody else sees.
  static func enterCopy() throws(AgentError) {
    try checked(unshare(newMountNamespace), "cannot make a mount namespace")
    let result = mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil)
    try checked(result, "cannot detach the mounts")
  }

  /// Shows a file in the place of another; that one is made where it is missing.
  static func show(_ source: String, at target: String) throws(AgentError) {
    let descriptor = try checked(
      open(target, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644), "cannot make \(target)")
    close(descriptor)
    try checked(
      mount(source, target, nil, UInt(MS_BIND), nil), "cannot show \(source) at \(target)")
  }

  /// Shows a folder in the place of another, which is there.
  static func showFolder(_ source: String, at target: String) throws(AgentError) {
    try checked(
      mount(source, target, nil, UInt(MS_BIND), nil), "cannot show \(source) at \(target)")
  }

  /// Hides a folder behind an empty one.
  static func hide(_ folder: String) throws(AgentError) {
    try checked(mount("tmpfs", folder, "tmpfs", 0, nil), "cannot hide \(folder)")
  }

  /// Takes the last thing away that was mounted there.
  static func uncover(_ target: String) throws(AgentError) {
    try checked(umount2(target, Int32(MNT_DETACH)), "cannot unmount \(target)")
  }
}
