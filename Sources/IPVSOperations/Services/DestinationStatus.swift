public import IPVS

/// What a destination does for new connections and for the ones that it has, in a word.
public enum DestinationStatus: String, Hashable, Sendable, CaseIterable {
  /// It gets new connections.
  case serving
  /// It has reached its upper threshold: no scheduler picks it, only templates bring clients.
  case overloaded
  /// It is between its thresholds, where it depends on the past whether schedulers pick it; the kernel
  /// does not tell.
  case perhapsOverloaded = "perhaps-overloaded"
  /// Its weight is 0, and it has connections.
  case draining
  /// Its weight is 0, and it has no connections.
  case quiesced

  /// The status of a destination.
  public init(of destination: Destination) {
    let counts = destination.connectionCounts
    let total = UInt64(counts.active) + UInt64(counts.inactive)
    let details = destination.details
    guard details.weight > 0 else {
      self = total > 0 ? .draining : .quiesced
      return
    }
    if details.upperThreshold == 0 || total < destination.clearingThreshold {
      self = .serving
    } else {
      self = total >= UInt64(details.upperThreshold) ? .overloaded : .perhapsOverloaded
    }
  }
}

extension Destination {
  /// The number of connections below which an overloaded destination gets new ones again: the lower
  /// threshold, or three quarters of the upper one.
  public var clearingThreshold: UInt64 {
    let upper = UInt64(details.upperThreshold)
    return details.lowerThreshold != 0 ? UInt64(details.lowerThreshold) : upper - upper >> 2
  }

  /// How many connections it has, active or not; templates do not count.
  public var connections: UInt64 {
    UInt64(connectionCounts.active) + UInt64(connectionCounts.inactive)
  }

  /// Whether its templates bring clients back although its weight is 0.
  ///
  /// - Parameters:
  ///   - service: the service that it belongs to.
  ///   - settings: of the director.
  public func isSticky(in service: Service, settings: DirectorSettings) -> Bool {
    details.weight <= 0 && connectionCounts.persistent > 0 && service.details.persistence != nil
      && !settings.isOn(.expireQuiescentTemplate)
  }
}
