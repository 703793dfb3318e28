import IPVS
import IPVSTestSupport
import Testing

/// The sentence that 1.31 has for each error of the kernel, by the command that met it.
@Suite struct RefusalTests {
  let shell = Shell()

  private static let service = "-t 10.0.0.1:80"
  private static let server = "-t 10.0.0.1:80 -r 10.0.0.2"
  private static let changes = [
    "-A \(service)", "-E \(service)", "-D \(service)", "-a \(server)", "-e \(server)",
    "-d \(server)", "-Z \(service)", "-C", "--set 1 2 3", "--start-daemon master",
    "--stop-daemon master",
  ]

  @Test(arguments: [
    ("-A", Errno.fileExists, "Service already exists"),
    ("-A", .noSuchFileOrDirectory, "Scheduler or persistence engine not found"),
    ("-E", .noSuchFileOrDirectory, "Scheduler or persistence engine not found"),
    ("-E", .noSuchProcess, "No such service"), ("-D", .noSuchProcess, "No such service"),
    ("-Z", .noSuchProcess, "No such service"), ("-a", .noSuchProcess, "Service not defined"),
    ("-e", .noSuchProcess, "Service not defined"), ("-d", .noSuchProcess, "Service not defined"),
    ("-a", .fileExists, "Destination already exists"),
    ("-e", .noSuchFileOrDirectory, "No such destination"),
    ("-d", .noSuchFileOrDirectory, "No such destination"),
    ("--start-daemon", .fileExists, "Daemon has already run"),
    ("--stop-daemon", .noSuchProcess, "No daemon is running"),
    ("--start-daemon", .noSuchDevice, "No such device"),
    ("-a", .outOfRange, "Numerical result out of range"),
    ("-C", .resourceBusy, "Device or resource busy"),
  ])
  func `errors that a command has a sentence for`(
    _ command: String, _ errno: Errno, _ text: String
  ) throws {
    shell.director.refusal = errno
    let line = try #require(Self.changes.first { $0.hasPrefix(command) })
    #expect(shell.run(line) == .refusal(text, 255))
  }

  @Test(arguments: [
    (Errno.notPermitted, "Permission denied (you must be root)"),
    (
      .invalidArgument,
      "Invalid operation.  Possibly wrong module version, address not unicast, ..."
    ),
    (.protocolNotAvailable, "Protocol not available"), (.noMemory, "Memory allocation problem"),
    (.notSupported, "Operation not supported with IPv6"),
    (.addressFamilyNotSupported, "Operation not supported with specified address family"),
    (.messageTooLong, "Module is wrong version"),
  ])
  func `errors that read the same with every command`(_ errno: Errno, _ text: String) {
    shell.director.refusal = errno
    for line in Self.changes { #expect(shell.run(line) == .refusal(text, 255), "\(line)") }
    shell.director.failure = DirectorError(.refused, errno)
    #expect(shell.run("-Ln \(Self.service)") == .refusal(text, 1))
    #expect(shell.run("-Sn") == .refusal(text, 1))
  }

  @Test func `the version that is warned of ends at 1_1_4`() {
    shell.director.version = DirectorInformation.Version(rawValue: 0x010104)
    #expect(shell.run("-C") == .silent)
  }
}
