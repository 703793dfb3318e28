internal import CSystem
public import IPVS

/// The same kernel as anybody sees it: what /proc tells without a privilege.
///
/// It lists services with scheduler, persistence and mask, servers with method, weight, active and
/// inactive connections, the connection table, and settings. It does not know counters, rates,
/// thresholds, tunnels, templates by server, schedulers' flags and persistence engines: they are as of a
/// server that has none. Everything else it refuses with `EPERM`.
///
/// The files show the network namespace of the process's main thread.
public final class ReadableFilesDirector: Director {
  private let connections: String
  private let table: String
  private let settings: SettingFiles
  private let ticksPerSecond: UInt64

  /// The files of this machine's kernel.
  ///
  /// Throws `notAvailable` where the kernel has no IPVS.
  ///
  /// - Parameter ticksPerSecond: `HZ`: persistence is told in ticks.
  public convenience init(ticksPerSecond: UInt64) throws(DirectorError) {
    try self.init(
      connections: "/proc/net/ip_vs_conn", table: "/proc/net/ip_vs",
      settings: "/proc/sys/net/ipv4/vs", ticksPerSecond: ticksPerSecond)
  }

  /// Files in places of choice.
  init(
    connections: String, table: String, settings: String, ticksPerSecond: UInt64
  ) throws(DirectorError) {
    self.connections = connections
    self.table = table
    self.settings = SettingFiles(directory: settings)
    self.ticksPerSecond = max(1, ticksPerSecond)
    _ = try open()
  }

  private func open() throws(DirectorError) -> File {
    do throws(Errno) {
      return try File(table, O_RDONLY)
    } catch .noSuchFileOrDirectory {
      throw DirectorError(.notAvailable, .protocolNotAvailable)
    } catch {
      throw DirectorError(.transport, error)
    }
  }

  /// All services with their servers, in the kernel's own order (`/proc/net/ip_vs`).
  ///
  /// The family of a mark is told by its servers, or by its mask if it has none.
  public func services() throws(DirectorError) -> [Service] {
    let file = try open()
    var parser = WholeServiceRowParser(ticksPerSecond: ticksPerSecond)
    var reader = RowReader()
    do throws(Errno) {
      try reader.forEachRow(read: { (room) throws(Errno) in try file.read(into: room) }) {
        (row) throws(Errno) in
        guard parser.take(row) else { throw .badMessage }
        return .more
      }
    } catch .badMessage {
      throw .malformedAnswer
    } catch {
      throw DirectorError(.transport, error)
    }
    return parser.finishedServices()
  }

  /// One service with its servers.
  ///
  /// Throws `ESRCH` where it does not exist.
  public func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    for service in try services() where service.identity == identity { return service }
    throw DirectorError(.refused, .noSuchProcess)
  }

  /// Hands out the connections and templates one by one (`/proc/net/ip_vs_conn`), as
  /// `KernelDirector` does.
  public func forEachConnection(
    _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError) {
    try ConnectionTable.forEachEntry(ofFile: connections, body)
  }

  /// The names of all settings that the kernel has, sorted.
  public func sysctlNames() throws(DirectorError) -> [SysctlName] { try settings.names() }

  /// The value of a setting, without a newline.
  public func sysctl(_ name: SysctlName) throws(DirectorError) -> String {
    try settings.value(of: name)
  }

  /// Gives a setting a value; the kernel decides whether this process may.
  public func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    try settings.set(name, to: value)
  }
}

// What only netlink tells, which wants `CAP_NET_ADMIN`.

extension ReadableFilesDirector {
  private static let forbidden = DirectorError(.refused, .notPermitted)

  /// Is refused with `EPERM`.
  public func information() throws(DirectorError) -> DirectorInformation {
    throw Self.forbidden
  }

  /// Is refused with `EPERM`.
  public func timeouts() throws(DirectorError) -> Timeouts { throw Self.forbidden }

  /// Is refused with `EPERM`.
  public func daemons() throws(DirectorError) -> [SyncDaemon] { throw Self.forbidden }

  /// Is refused with `EPERM`.
  public func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    throw Self.forbidden
  }
}
