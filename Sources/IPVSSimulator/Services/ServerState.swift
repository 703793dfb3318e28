internal import IPVS

/// A destination (real server) as the engine has it: `struct ip_vs_dest`.
///
/// Connections and templates refer to it, also when it was removed; a scheduler may, too.
///
/// Its properties are changed with every packet; see `SimulatedDirector` for their attribute.
final class ServerState {
  /// What names it inside its service.
  let endpoint: Endpoint
  /// The service that it belongs to, or belonged to when it was removed.
  @exclusivity(unchecked) var service: VirtualService {
    didSet { unretainedService = .passUnretained(service) }
  }
  /// The same, without counting a reference.
  @exclusivity(unchecked) private(set) var unretainedService: Unmanaged<VirtualService>
  /// What the service was called when the server was made; a removed server comes back only to a
  /// service of that name.
  let serviceIdentity: ServiceIdentity
  /// Everything that an administrator sets.
  @exclusivity(unchecked) var details: DestinationDetails {
    didSet { if details.weight != 0 { lastWeight = details.weight } }
  }
  /// The last weight that was not 0 since the server was added, or that with which it was added
  /// (`last_weight`).
  var lastWeight: Int32
  /// The entries of the connection table that count for it.
  @exclusivity(unchecked) var counts = ConnectionCounts()
  /// What went through it.
  @exclusivity(unchecked) var counters = EstimatedCounters()
  /// Whether it is in its service's list (`IP_VS_DEST_F_AVAILABLE`).
  @exclusivity(unchecked) var isAvailable = true
  /// Whether schedulers pass it over (`IP_VS_DEST_F_OVERLOAD`).
  @exclusivity(unchecked) var isOverloaded = false
  /// How many connections, templates and remembered destinations refer to it.
  @exclusivity(unchecked) var references = 0
  /// When the trash first saw that nobody refers to it; nil before that.
  var idleSince: UInt64?

  init(
    endpoint: Endpoint, service: VirtualService, details: DestinationDetails
  ) {
    self.endpoint = endpoint
    self.service = service
    unretainedService = .passUnretained(service)
    serviceIdentity = service.identity
    self.details = details
    lastWeight = details.weight
  }

  /// The share of new connections.
  var weight: Int32 { details.weight }

  /// Whether a scheduler may pick it.
  var isUsable: Bool { !isOverloaded && details.weight > 0 }

  /// The connections that count for it, active or not.
  var total: UInt64 { UInt64(counts.active) + UInt64(counts.inactive) }

  /// What its connections cost, for the schedulers that look for the least.
  func cost(_ cost: KernelProfile.ConnectionCost) -> Int64 {
    let active = Int64(counts.active)
    let rest = Int64(counts.inactive)
    return switch cost {
    case .activeAndInactive: active << 8 + rest
    case .activeAndTotal: active << 8 + active + rest
    }
  }
}
