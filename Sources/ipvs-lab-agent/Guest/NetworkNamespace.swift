internal import Glibc

/// A network namespace that one can come back to.
final class NetworkNamespace {
  /// Refers to it, for requests that name it.
  let descriptor: Int32

  /// The one that the agent is in.
  init() throws(AgentError) {
    descriptor = try checked(
      open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), "cannot open a network namespace")
  }

  deinit {
    close(descriptor)
  }

  /// Lets the agent be in it from now on.
  func enter() throws(AgentError) {
    try checked(setns(descriptor, newNetworkNamespace), "cannot enter a network namespace")
  }
}
