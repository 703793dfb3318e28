/// A virtual service as a director holds it.
public struct Service: Hashable, Sendable {
  /// What names it.
  public var identity: ServiceIdentity
  /// Everything else that an administrator sets.
  public var details: ServiceDetails
  private var traffic: Traffic
  /// Its destinations, in the director's own order: on a kernel the newest first.
  public var destinations: [Destination]

  /// A service; without destinations and traffic where none are given.
  public init(
    identity: ServiceIdentity, details: ServiceDetails, counters: Counters = Counters(),
    rates: Rates = Rates(), destinations: [Destination] = []
  ) {
    self.identity = identity
    self.details = details
    traffic = Traffic(counters, rates)
    self.destinations = destinations
  }

  /// What went through it.
  public var counters: Counters {
    get { traffic.counters }
    set { traffic.counters = newValue }
  }

  /// What goes through it now.
  public var rates: Rates {
    get { traffic.rates }
    set { traffic.rates = newValue }
  }
}

/// A destination (real server) as a director holds it.
public struct Destination: Hashable, Sendable {
  /// What names it inside its service; its family may differ from the service's.
  public var endpoint: Endpoint
  /// Everything else that an administrator sets.
  public var details: DestinationDetails
  /// Its entries in the connection table.
  public var connectionCounts: ConnectionCounts
  private var traffic: Traffic

  /// A destination; without traffic where none is given.
  public init(
    endpoint: Endpoint, details: DestinationDetails,
    connectionCounts: ConnectionCounts = ConnectionCounts(), counters: Counters = Counters(),
    rates: Rates = Rates()
  ) {
    self.endpoint = endpoint
    self.details = details
    self.connectionCounts = connectionCounts
    traffic = Traffic(counters, rates)
  }

  /// What went through it.
  public var counters: Counters {
    get { traffic.counters }
    set { traffic.counters = newValue }
  }

  /// What goes through it now.
  public var rates: Rates {
    get { traffic.rates }
    set { traffic.rates = newValue }
  }
}
