import IPVS

/// The sentences for what a director refuses.
enum RefusalText {
  /// The sentence for an error number, by the command that met it.
  static func text(_ errno: Errno, of command: CommandName) -> ByteString {
    special(errno, of: command) ?? ByteString(errno.description)
  }

  private static func special(_ errno: Errno, of command: CommandName) -> ByteString? {
    switch (command, errno) {
    case (.addService, .fileExists):
      "Service already exists"
    case (.addService, .noSuchFileOrDirectory), (.editService, .noSuchFileOrDirectory):
      "Scheduler or persistence engine not found"
    case (.editService, .noSuchProcess), (.deleteService, .noSuchProcess),
      (.zero, .noSuchProcess), (.list, .noSuchProcess):
      "No such service"
    case (.addServer, .noSuchProcess), (.editServer, .noSuchProcess),
      (.deleteServer, .noSuchProcess):
      "Service not defined"
    case (.addServer, .fileExists):
      "Destination already exists"
    case (.editServer, .noSuchFileOrDirectory), (.deleteServer, .noSuchFileOrDirectory):
      "No such destination"
    case (.startDaemon, .fileExists):
      "Daemon has already run"
    case (.stopDaemon, .noSuchProcess):
      "No daemon is running"
    default:
      special(errno)
    }
  }

  private static func special(_ errno: Errno) -> ByteString? {
    switch errno {
    case .notPermitted: "Permission denied (you must be root)"
    case .invalidArgument:
      "Invalid operation.  Possibly wrong module version, address not unicast, ..."
    case .protocolNotAvailable: "Protocol not available"
    case .noMemory: "Memory allocation problem"
    case .notSupported: "Operation not supported with IPv6"
    case .addressFamilyNotSupported: "Operation not supported with specified address family"
    case .messageTooLong: "Module is wrong version"
    default: nil
    }
  }

  /// The sentences for a failure to open the director.
  static func initialization(_ errno: Errno) -> ByteString {
    let cause = special(errno) ?? ByteString(errno.description)
    return """
      Can't initialize ipvs: \(cause)
      Are you sure that IP Virtual Server is built in the kernel or as module?

      """
  }

  /// What is said of an IPVS that is older than 1.1.4; nil of all others.
  static func warning(_ version: DirectorInformation.Version) -> ByteString? {
    guard version < DirectorInformation.Version(rawValue: 0x010104) else { return nil }
    return """
      Warning: IPVS version mismatch:\(" ")
        Kernel compiled with IPVS version \(version.major).\(version.minor).\(version.patch)
        ipvsadm v1.31  requires minimum IPVS version 1.1.4


      """
  }
}
