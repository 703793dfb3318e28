public import IPVS

/// A director in pure Swift, on a virtual clock: the engine of IPVS as a state machine over jiffies.
///
/// The same changes, packets and times give the same answers, always and everywhere: there is no
/// clock and no input or output in it, and what a kernel leaves to chance comes from a seed.
///
/// What is not modelled, and how that shows:
/// - Rates are 0.
/// - `conntrack`, ICMP errors from tunnels, fragments, FTP's helper.
public final class SimulatedDirector {
  /// Which kernel it imitates.
  public let profile: KernelProfile
  /// The network interfaces that a sync daemon can use, and their MTUs.
  public let interfaces: [ByteString: UInt32]
  /// When timers fire.
  let wheel: TimerWheel
  let chance: Chance

  // One thread at a time, and nothing in here calls back: checks of exclusive access would be a third
  // of a packet's instructions.
  @exclusivity(unchecked) var clock: Clock
  @exclusivity(unchecked) var estimator: Estimator
  @exclusivity(unchecked) var sysctls: SysctlTable
  @exclusivity(unchecked) var serviceTable = ServiceTable()
  @exclusivity(unchecked) var trash = Trash()
  @exclusivity(unchecked) var realServers = RealServers()
  let storage = EntryStorage()
  @exclusivity(unchecked) var connections: ConnectionTable
  @exclusivity(unchecked) var protocolTimeouts = ProtocolTimeouts()
  @exclusivity(unchecked) var syncDaemons = SyncDaemonTable()
  @exclusivity(unchecked) var surroundings = Surroundings()
  @exclusivity(unchecked) var timers: TimerLists
  /// A visit to the trash.
  let trashTimer: Connection
  /// The end of everything whose server was removed.
  let nodestTimer: Connection
  /// The services whose schedulers have timers, by these.
  var schedulerTimers: [UnsafeMutablePointer<EntryRecord>: VirtualService] = [:]
  @exclusivity(unchecked) var defense: Defense
  /// The next look at what is to be dropped.
  let defenseTimer: Connection
  /// The cable to another director; nil where there is none, and nothing of synchronization is done.
  @exclusivity(unchecked) var link: SynchronizationLink?
  /// The master daemon that sends by it; nil while none runs.
  @exclusivity(unchecked) var syncSender: SyncSender?
  @exclusivity(unchecked) var syncHistory = SyncHistory()
  /// What the packet carries that is being handled, and how long that is in bytes.
  @exclusivity(unchecked) var data = ByteString()
  @exclusivity(unchecked) var dataLength: UInt64 = 0

  /// A director with an empty table.
  ///
  /// - Parameters:
  ///   - profile: which kernel it imitates.
  ///   - hz: ticks a second, at least 1; nil is the profile's.
  ///   - startJiffies: the jiffies at slot 0. Timers fire by absolute jiffies, so that two directors
  ///     agree only if these do, modulo the coarsest granule that is used. A kernel comes to 2^32,
  ///     a multiple of all granules, five minutes after its start.
  ///   - timers: when timers fire: late as the kernel's, or on time.
  ///     A timer looks at the counters in slot 0 for the first time.
  ///   - interfaces: the network interfaces that a sync daemon can use, and their MTUs.
  ///   - broadcasts: the broadcast addresses of their networks, which no server can have.
  ///   - seed: what determines everything that a kernel leaves to chance.
  public init(
    profile: KernelProfile = .v6_1, hz: Int? = nil, startJiffies: UInt64 = 1 << 32,
    timers: TimerWheel = .wheel, interfaces: [ByteString: UInt32] = ["lo": 65536, "eth0": 1500],
    broadcasts: Set<IPv4Address> = [], seed: UInt64 = SimulatedDirector.defaultSeed
  ) {
    self.profile = profile
    self.interfaces = interfaces
    surroundings.broadcasts = broadcasts
    wheel = timers
    chance = Chance(RandomSource(seed: seed))
    clock = Clock(ticksPerSecond: hz ?? profile.defaultHZ, start: startJiffies)
    estimator = Estimator(
      profile.estimation, start: clock.start, wheel: timers,
      ticksPerSecond: clock.ticksPerSecond)
    sysctls = SysctlTable(profile.settings, ticksPerSecond: clock.ticksPerSecond)
    connections = ConnectionTable(storage: storage)
    self.timers = TimerLists(
      storage: storage, policy: timers, ticksPerSecond: clock.ticksPerSecond)
    defense = Defense(
      clock: DefenseClock(
        start: clock.start, wheel: timers, ticksPerSecond: clock.ticksPerSecond))
    defenseTimer = Connection(record: storage.insert(.timer))
    trashTimer = Connection(record: storage.insert(.timer))
    nodestTimer = Connection(record: storage.insert(.timer))
  }

  /// The seed where nobody says otherwise: 1.
  public static let defaultSeed: UInt64 = 1

  /// The random numbers that come next; so far `twos` alone asks for some.
  public var random: RandomSource {
    get { chance.source }
    set { chance.source = newValue }
  }

  deinit {
    link?.leave(self)
    // A service and its servers refer to each other.
    for service in serviceTable.all { _ = service.removeAllServers() }
  }
}
