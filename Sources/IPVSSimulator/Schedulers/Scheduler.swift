internal import IPVS

/// Picks the server of a new connection.
///
/// A service's servers stand in the kernel's order: the newest first. A scheduler is told of every
/// change to them, after it was made.
protocol Scheduler: AnyObject {
  /// Begins with a list of servers (`init_service`).
  func begin(with servers: [ServerState])
  /// A server was added, at the head of the list (`add_dest`).
  func serverWasAdded(to servers: [ServerState])
  /// A server was taken out of the list, where it had this place (`del_dest`).
  func serverWasRemoved(at place: Int, from servers: [ServerState])
  /// The details of a server were replaced (`upd_dest`).
  func serverWasEdited(in servers: [ServerState])
  /// Is asked no more (`done_service`).
  func end()
  /// How often its timer goes off, in seconds, while it is in use; nil where it has none.
  var timerInterval: UInt64? { get }
  /// Its timer went off.
  ///
  /// - Returns: the servers to which it does not refer any more, as often as it did; their references
  ///   are the caller's to give back.
  func timerWentOff(_ now: UInt64, settings: EngineSettings) -> [ServerState]
  /// The server for a client's packet; nil where none may be used (`schedule`).
  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState?
}

/// What a scheduler may know of the packet.
struct SchedulingRequest {
  /// The client, as the packet says.
  let client: Endpoint
  /// Where the packet goes to, or that in an ICMP error: the client then.
  let destination: IPAddress
  /// The flags of the service.
  let flags: SchedulerFlags
  /// The present jiffies.
  let now: UInt64
  /// `lblcr_expiration`, in seconds.
  let lblcrExpiration: Int64
}

extension Scheduler {
  func begin(with servers: [ServerState]) {}
  func serverWasAdded(to servers: [ServerState]) {}
  func serverWasRemoved(at place: Int, from servers: [ServerState]) {}
  func serverWasEdited(in servers: [ServerState]) {}
  func end() {}
  var timerInterval: UInt64? { nil }
  func timerWentOff(_ now: UInt64, settings: EngineSettings) -> [ServerState] { [] }
}

/// No scheduler: no new connection finds a server (`none`).
final class NoScheduler: Scheduler {
  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? { nil }
}
