internal import Glibc
internal import IPVS
internal import IPVSVerbs

/// Network namespaces by the words that `--netns` takes.
enum NetworkNamespace {
  /// Lets the program be in a namespace from now on.
  ///
  /// It has one thread: whoever asks /proc/net gets what the main thread would.
  ///
  /// - Parameter name: a name of `ip netns`, a path, or the number of a process.
  static func enter(_ name: String) throws(VerbFailure) {
    let path = path(name)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw VerbFailure(
        .failure, "cannot open the network namespace \(name): \(path): \(Errno.last)",
        advice: "'ip netns list' has the names; a path or a process's number does as well")
    }
    defer { close(descriptor) }
    guard setns(descriptor, newNetworkNamespace) == 0 else {
      let error = Errno.last
      throw VerbFailure(
        .failure, "cannot enter the network namespace \(name): \(error)",
        advice: error == .notPermitted
          ? "this needs the capability CAP_SYS_ADMIN: run it as root"
          : error == .invalidArgument ? "\(path) is not a network namespace" : "")
    }
  }

  /// A name goes before a process of the same number.
  private static func path(_ name: String) -> String {
    guard !name.contains("/") else { return name }
    let named = "/run/netns/\(name)"
    let isNumber = !name.isEmpty && name.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isNumber && access(named, F_OK) != 0 ? "/proc/\(name)/ns/net" : named
  }

  /// `CLONE_NEWNET`, which is a macro that Swift does not see.
  private static let newNetworkNamespace: Int32 = 0x4000_0000
}

/// Enters the namespace of a descriptor; Glibc's module has it not.
@_silgen_name("setns")
private func setns(_ descriptor: Int32, _ kind: Int32) -> Int32
