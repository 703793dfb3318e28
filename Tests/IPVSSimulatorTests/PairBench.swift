import IPVS

@testable import IPVSSimulator

/// Two joined directors with the same rules; the first tells, the second hears.
final class PairBench {
  let first: Bench
  let second: Bench

  /// - Parameter daemons: whether the master and the backup run already.
  init(
    persistent: UInt32? = nil, identity: ServiceIdentity = Bench.web, servers: [UInt8] = [1, 2],
    onBackup: [UInt8]? = nil, method: ForwardingMethod = .masquerade, daemons: Bool = true
  ) throws {
    let pair = SimulatedPair()
    first = Bench(around: pair.first)
    second = Bench(around: pair.second)
    for bench in [first, second] { try bench.addService(identity, persistent: persistent) }
    for number in servers { try first.addServer(number, to: identity, method: method) }
    for number in onBackup ?? servers {
      try second.addServer(number, to: identity, method: method)
    }
    if daemons {
      try start(.master, on: first)
      try start(.backup, on: second)
    }
  }

  func start(
    _ role: SyncDaemon.Role, on bench: Bench, number: UInt32 = 1, length: UInt16 = 0,
    port: UInt16 = 0, interface: ByteString = SimulatedPair.interface
  ) throws {
    let daemon = SyncDaemon(
      role: role, interface: interface, syncID: number, maximumLength: length, port: port)
    if let refusal = try bench.change(.startDaemon(daemon)) { throw refusal }
  }

  func stop(_ role: SyncDaemon.Role, on bench: Bench) throws {
    if let refusal = try bench.change(.stopDaemon(role, syncID: 0)) { throw refusal }
  }

  /// Time passes for both.
  func wait(_ seconds: Double) throws { try first.wait(seconds) }

  /// Waits until everything is told, and looks at what the second director has.
  func told() throws -> [String] {
    try wait(4)
    return try second.rows
  }

  /// The seconds that the second director gives a client's entry; nil where it has none.
  func secondsLeft(_ client: Endpoint) throws -> UInt64? {
    try second.entries.first { $0.client == client }?.secondsLeft
  }
}

extension SysctlName {
  static let backupOnly = name("backup_only")
  static let syncThreshold = name("sync_threshold")
  static let syncRefreshPeriod = name("sync_refresh_period")
  static let syncRetries = name("sync_retries")
  static let syncPersistMode = name("sync_persist_mode")
  static let syncVersion = name("sync_version")

  private static func name(_ text: String) -> SysctlName {
    guard let name = SysctlName(rawValue: text) else { preconditionFailure(text) }
    return name
  }
}
