public import IPVS

/// A server in one service, as it was before it is drained.
public struct DrainTarget: Hashable, Sendable {
  /// The service.
  public var service: ServiceIdentity
  /// What of a client's address counts for the service's templates.
  public var mask: PersistenceMask
  /// The service's persistence; nil is none.
  public var persistence: Persistence?
  /// The server's address and port in the service.
  public var endpoint: Endpoint
  /// The server's details, with the weight that it had.
  public var details: DestinationDetails

  /// A server of a service.
  public init(
    service: ServiceIdentity, mask: PersistenceMask, persistence: Persistence? = nil,
    endpoint: Endpoint, details: DestinationDetails
  ) {
    self.service = service
    self.mask = mask
    self.persistence = persistence
    self.endpoint = endpoint
    self.details = details
  }

  /// The servers in a list of services that are meant, in the list's order.
  ///
  /// - Parameter isMeant: whether this server of this service is to be drained.
  public static func targets(
    in services: [Service], where isMeant: (ServiceIdentity, Endpoint) -> Bool
  ) -> [DrainTarget] {
    services.flatMap { service in
      service.destinations.filter { isMeant(service.identity, $0.endpoint) }.map { destination in
        DrainTarget(
          service: service.identity, mask: service.details.mask,
          persistence: service.details.persistence, endpoint: destination.endpoint,
          details: destination.details)
      }
    }
  }

  /// The change that gives the server this weight and leaves everything else as it was.
  public func settingWeight(_ weight: Int32) -> Change {
    var details = details
    details.weight = weight
    return .editDestination(service, endpoint, details)
  }

  /// The change that takes the server out of the service.
  public var removal: Change { .deleteDestination(service, endpoint) }
}
