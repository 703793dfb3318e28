public import IPVS

/// Whether a server is overloaded, as far as that can be told from its connections and thresholds.
public enum OverloadState: Hashable, Sendable {
  /// Schedulers may pick it.
  case no
  /// Schedulers pass it over.
  case yes
  /// It depends on what happened before, which no kernel shows.
  case unknown
}

extension Destination {
  /// Whether the server is overloaded: the mark itself (`IP_VS_DEST_F_OVERLOAD`) is not shown.
  ///
  /// - Parameter rule: how the kernel sets and clears the mark.
  public func overloadState(under rule: KernelProfile.OverloadRule) -> OverloadState {
    let upper = UInt64(details.upperThreshold)
    let lower = UInt64(details.lowerThreshold)
    let total = UInt64(connectionCounts.active) + UInt64(connectionCounts.inactive)
    guard upper != 0 else { return .no }
    switch rule {
    case .atEveryChange:
      // Every new threshold can clear the mark, and none sets it.
      return total == 0 ? .no : .unknown
    case .atCrossing:
      if total >= upper { return .yes }
      return total < (lower != 0 ? lower : upper - upper >> 2) ? .no : .unknown
    }
  }
}
