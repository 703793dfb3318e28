public import IPVS

/// The IPVS of the kernel this process runs on, in its network namespace.
///
/// It talks generic netlink on one socket, and on another behind a long listing, which is opened in the
/// namespace where the thread is then. Tables and settings it reads from /proc. It is used by one thread
/// at a time. The kernel wants `CAP_NET_ADMIN` in the initial user
/// namespace, else it refuses every request with `EPERM`.
public final class KernelDirector: Director {
  let conversation: Conversation
  private let connections: String
  let table: String
  let fewServices: Int
  private let settings: SettingFiles
  private var buffer: [UInt8] = []

  /// Opens a socket and looks the family of IPVS up, by which the kernel loads `ip_vs` where it is
  /// a module.
  ///
  /// Throws `notAvailable` (`ENOPROTOOPT`) where the kernel has no IPVS and cannot load it,
  /// `transport` where there is no netlink at all.
  public convenience init() throws(DirectorError) {
    let socket = try NetlinkSocket(messageSize: NetlinkChannel.messageSize)
    let family = try socket.family(named: Command.familyName)
    self.init(
      transport: socket,
      another: { () throws(DirectorError) in
        try NetlinkSocket(messageSize: NetlinkChannel.messageSize)
      }, family: family)
  }

  /// A director behind a transport, with its files in places of choice.
  ///
  /// - Parameters:
  ///   - another: opens another transport to the same kernel, where that is possible.
  ///   - fewServices: for how many services it is cheaper to ask for the destinations of each than to
  ///     open the table's file.
  init(
    transport: any NetlinkTransport,
    another: (() throws(DirectorError) -> any NetlinkTransport)? = nil, family: UInt16,
    connections: String = "/proc/net/ip_vs_conn", table: String = "/proc/net/ip_vs",
    settings: String = "/proc/sys/net/ipv4/vs", fewServices: Int = 2,
    now: @escaping () -> UInt64 = Host.nanoseconds
  ) {
    conversation = Conversation(
      NetlinkChannel(transport: transport, another: another, now: now), family: family)
    self.connections = connections
    self.table = table
    self.fewServices = fewServices
    self.settings = SettingFiles(directory: settings)
  }
}

// MARK: Questions

extension KernelDirector {
  /// The version of IPVS and the size of the connection table (`IPVS_CMD_GET_INFO`).
  public func information() throws(DirectorError) -> DirectorInformation {
    try conversation.ask(.getInformation, decode: DirectorInformation.init(answer:))
  }

  /// The timeouts in force, in seconds (`IPVS_CMD_GET_CONFIG`).
  public func timeouts() throws(DirectorError) -> Timeouts {
    try conversation.ask(.getTimeouts, decode: Timeouts.init(answer:))
  }

  /// The synchronization daemons that run; none, one or two (`IPVS_CMD_GET_DAEMON`).
  public func daemons() throws(DirectorError) -> [SyncDaemon] {
    try conversation.dump(.getDaemons, decode: SyncDaemon.init(answer:))
  }
}

// MARK: Changes

extension KernelDirector {
  /// Carries out changes in their order and tells what became of each.
  ///
  /// Throws `transport` with `ENOBUFS` where acknowledgements were lost; as with all that is thrown
  /// here, nobody knows then which of the changes were carried out.
  public func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    var outcomes: [DirectorError?] = []
    outcomes.reserveCapacity(changes.count)
    while outcomes.count < changes.count {
      let start = outcomes.count
      try conversation.submit(changes[start...], to: &outcomes)
      for place in start..<outcomes.count
      where changes[place].mayStayUnanswered && outcomes[place]?.errno == .interrupted {
        outcomes[place] = try outcomeOfSilence(changes[place])
      }
    }
    return outcomes
  }

  /// What became of a change that the kernel did not acknowledge: a daemon that does not run any
  /// more was stopped.
  private func outcomeOfSilence(_ change: Change) throws(DirectorError) -> DirectorError? {
    guard case .stopDaemon(let role, _) = change else { return nil }
    let isRunning = try daemons().contains { $0.role == role }
    return isRunning ? DirectorError(.refused, .interrupted) : nil
  }
}

// MARK: Files

extension KernelDirector {
  /// Hands out the connections and templates one by one, in the kernel's own order
  /// (`/proc/net/ip_vs_conn`).
  ///
  /// They are read as they are handed out, in constant memory. Throws `transport` with `ENOENT`
  /// where the file is missing, `malformedAnswer` where it is empty or at a row that is none,
  /// `endedListing` at a blank row, after the rows before it were handed out.
  ///
  /// The file shows the network namespace of the process's main thread.
  public func forEachConnection(
    _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError) {
    try ConnectionTable.forEachEntry(ofFile: connections, body)
  }

  /// Reads the connection table without taking it apart, as fast as the kernel gives it.
  ///
  /// The second time is faster than the first: there is memory for it then.
  public func takeConnections() throws(DirectorError) -> ConnectionSnapshot {
    let count = try ConnectionTable.read(file: connections, into: &buffer)
    return ConnectionSnapshot(bytes: Array(buffer.prefix(count)))
  }

  /// The names of all settings that the kernel has, sorted (`/proc/sys/net/ipv4/vs`).
  ///
  /// Throws `notAvailable` where it has none.
  public func sysctlNames() throws(DirectorError) -> [SysctlName] {
    try settings.names()
  }

  /// The value of a setting, without a newline.
  ///
  /// Throws `noSuchSysctl` where the kernel lacks it, `notAvailable` where it has no settings of
  /// IPVS at all.
  public func sysctl(_ name: SysctlName) throws(DirectorError) -> String {
    try settings.value(of: name)
  }

  /// Gives a setting a value.
  ///
  /// Throws `sysctlRefused` with `EINVAL` for a value that the kernel does not take, `EACCES` where
  /// the caller may not set it, `EROFS` where /proc/sys is read-only; else what `sysctl(_:)` throws.
  public func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    try settings.set(name, to: value)
  }
}
