public import IPVS

/// What the scheduler of a service would choose for a client, from what a director shows of its servers.
///
/// The schedulers of the simulation are asked, so that there is one of each. Some go by more than a
/// director shows; then these are the servers among which it will be.
public struct SchedulerForecast: Hashable, Sendable {
  /// The servers that may be chosen, in the service's order.
  public private(set) var candidates: [Endpoint] = []
  /// Whether it may be that none is chosen; the only thing that can be where there are no candidates.
  public private(set) var mayFindNone = false
  /// What decides among the candidates and is not known; empty where there is one answer.
  public private(set) var unknowns: Set<Unknown> = []

  /// What a choice can depend on that is not known.
  public enum Unknown: String, Hashable, Sendable, CaseIterable {
    /// The place in the list of the server that was served last (`rr`, `wrr`).
    case pointer
    /// What the scheduler remembers of the destination (`lblc`, `lblcr`).
    case memory
    /// Chance (`twos`).
    case chance
    /// The weight that a server had before it got 0 (`mh`).
    case lastWeight
    /// The client's port, which was not given (`sh-port`, `mh-port`).
    case clientPort
    /// The destination address, which was not given (`dh`, `lblc`, `lblcr`).
    case destination
    /// Whether a server between its thresholds is overloaded.
    case overload
    /// The rules of the kernel's level: how connections are counted, or when a server is overloaded.
    case kernelLevel
    /// The scheduler itself, which nobody here knows.
    case scheduler
  }

  /// What is known of the packet that is to be scheduled.
  public struct Request: Hashable, Sendable {
    /// The client's address.
    public var client: IPAddress
    /// Its port; nil where it is not known.
    public var clientPort: UInt16?
    /// The address that the client connects to; nil where it is not known.
    public var destination: IPAddress?

    /// What is known of a packet.
    public init(client: IPAddress, clientPort: UInt16? = nil, destination: IPAddress? = nil) {
      self.client = client
      self.clientPort = clientPort
      self.destination = destination
    }
  }

  /// Asks the scheduler of a service.
  ///
  /// - Parameters:
  ///   - service: with its servers in the director's own order, and their connections.
  ///   - profiles: the kernels that it may be; more than one where the level is not known.
  public init(of service: Service, for request: Request, on profiles: [KernelProfile]) {
    var places: Set<Int> = []
    var answers: Set<[Int]> = []
    for profile in profiles {
      let answer = Answer(of: service, for: request, on: profile)
      places.formUnion(answer.places)
      mayFindNone = mayFindNone || answer.mayFindNone
      unknowns.formUnion(answer.unknowns)
      answers.insert(answer.places.sorted() + (answer.mayFindNone ? [-1] : []))
    }
    if answers.count > 1 { unknowns.insert(.kernelLevel) }
    candidates = places.sorted().map { service.destinations[$0].endpoint }
    if places.isEmpty { mayFindNone = true }
    if candidates.count + (mayFindNone ? 1 : 0) == 1 { unknowns = [] }
  }
}

/// The answer on one kernel: servers by their places in the service's list.
private struct Answer {
  var places: Set<Int> = []
  var mayFindNone = false
  var unknowns: Set<SchedulerForecast.Unknown> = []

  private var usable: Set<Int> = []
  private var uncertain: Set<Int> = []

  /// So many servers whose overload is not known are tried in every combination.
  private static let mostCombined = 6

  init(
    of service: Service, for request: SchedulerForecast.Request, on profile: KernelProfile
  ) {
    for (place, destination) in service.destinations.enumerated()
    where destination.details.weight > 0 {
      switch destination.overloadState(under: profile.overloadRule) {
      case .no: usable.insert(place)
      case .unknown: uncertain.insert(place)
      case .yes: break
      }
    }
    guard let name = SchedulerName(service.details.scheduler) else {
      places = usable.union(uncertain)
      mayFindNone = true
      unknowns = [.scheduler]
      return
    }
    switch name {
    case .none: mayFindNone = true
    case .rr, .wrr: takeAnyUsable(because: .pointer)
    case .twos: takeAnyUsable(because: .chance)
    case .mh where service.destinations.contains(where: { $0.details.weight == 0 }):
      takeAnyUsable(
        because: .lastWeight, orNone: !service.details.schedulerFlags.contains(.flag1))
    case .sh, .mh:
      guard service.details.schedulerFlags.contains(.flag2), request.clientPort == nil else {
        ask(name, service, request, profile)
        return
      }
      let isEveryoneUsable = usable.count == service.destinations.count
      takeAnyUsable(
        because: .clientPort,
        orNone: !service.details.schedulerFlags.contains(.flag1) && !isEveryoneUsable)
    case .dh where request.destination == nil:
      takeAnyUsable(
        because: .destination, orNone: usable.count < service.destinations.count)
    case .lc, .wlc, .sed, .nq, .fo, .ovf, .dh:
      ask(name, service, request, profile)
    case .lblc:
      // A server that is remembered serves when it is overloaded, too.
      ask(.wlc, service, request, profile)
      remember(service, profile) { _ in true }
    case .lblcr:
      ask(.wlc, service, request, profile)
      let known = usable.union(uncertain)
      remember(service, profile) { known.contains($0) }
    }
  }

  /// Any server that may be used can be chosen, or perhaps none.
  private mutating func takeAnyUsable(
    because unknown: SchedulerForecast.Unknown, orNone: Bool = false
  ) {
    places = usable.union(uncertain)
    mayFindNone = usable.isEmpty || orNone
    unknowns = places.count > 1 || orNone ? [unknown] : []
    if !uncertain.isEmpty { unknowns.insert(.overload) }
  }

  /// Servers that a scheduler may remember for the destination join what it would choose else.
  private mutating func remember(
    _ service: Service, _ profile: KernelProfile, _ isPossible: (Int) -> Bool
  ) {
    let servers = Self.servers(of: service, profile)
    let remembered = servers.indices.filter {
      servers[$0].weight > 0 && isPossible($0) && !servers[$0].isBusy(among: servers)
    }
    guard !Set(remembered).isSubset(of: places) || mayFindNone && !remembered.isEmpty else {
      return
    }
    places.formUnion(remembered)
    unknowns.insert(.memory)
  }

  /// Asks the simulation's scheduler, with every combination of what is not known.
  private mutating func ask(
    _ name: SchedulerName, _ service: Service, _ request: SchedulerForecast.Request,
    _ profile: KernelProfile
  ) {
    let open = uncertain.sorted()
    guard open.count <= Self.mostCombined else {
      takeAnyUsable(because: .overload, orNone: true)
      return
    }
    let servers = Self.servers(of: service, profile)
    let scheduler = name.makeScheduler(Self.context(profile))
    scheduler.begin(with: servers)
    let question = SchedulingRequest(
      client: Endpoint(request.client, port: request.clientPort ?? 0),
      destination: request.destination ?? request.client, flags: service.details.schedulerFlags,
      now: 0, lblcrExpiration: 0)
    for combination in 0..<(1 << open.count) {
      for (bit, place) in open.enumerated() {
        servers[place].isOverloaded = combination >> bit & 1 == 1
      }
      if let picked = scheduler.pick(question, from: servers),
        let place = servers.firstIndex(where: { $0 === picked })
      {
        places.insert(place)
      } else {
        mayFindNone = true
      }
    }
    if places.count + (mayFindNone ? 1 : 0) > 1 { unknowns.insert(.overload) }
  }

  private static func context(_ profile: KernelProfile) -> SchedulerContext {
    SchedulerContext(
      cost: profile.connectionCost, destinationLimit: nil, ticksPerSecond: 1,
      chance: Chance(RandomSource(seed: 1)))
  }

  /// The servers as schedulers know them; of whom it is not known whether he is overloaded is not.
  private static func servers(of service: Service, _ profile: KernelProfile) -> [ServerState] {
    let owner = VirtualService(
      identity: service.identity, number: 1, details: service.details, scheduler: .none,
      context: context(profile))
    return service.destinations.map { destination in
      let server = ServerState(
        endpoint: destination.endpoint, service: owner, details: destination.details)
      server.counts = destination.connectionCounts
      server.isOverloaded = destination.overloadState(under: profile.overloadRule) == .yes
      return server
    }
  }
}
