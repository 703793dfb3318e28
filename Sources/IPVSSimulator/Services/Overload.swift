internal import IPVS

extension ServerState {
  /// A connection or a template was bound, and is counted already.
  func entryWasBound(_ kind: Connection.Kind, rule: KernelProfile.OverloadRule) {
    let upper = UInt64(details.upperThreshold)
    switch rule {
    case .atEveryChange:
      if upper != 0, total >= upper { isOverloaded = true }
    case .atCrossing:
      if kind == .connection, upper != 0, total == upper { isOverloaded = true }
    }
  }

  /// A connection or a template was unbound, and is not counted any more.
  func entryWasUnbound(_ kind: Connection.Kind, rule: KernelProfile.OverloadRule) {
    let upper = UInt64(details.upperThreshold)
    let lower = UInt64(details.lowerThreshold)
    switch rule {
    case .atEveryChange:
      if lower != 0 {
        if total < lower { isOverloaded = false }
      } else if upper != 0 {
        if total * 4 < upper * 3 { isOverloaded = false }
      } else {
        isOverloaded = false
      }
    case .atCrossing:
      if kind == .connection, total + 1 == clearingThreshold { isOverloaded = false }
    }
  }

  /// Takes new details, and with them perhaps new thresholds.
  func replaceDetails(_ new: DestinationDetails, rule: KernelProfile.OverloadRule) {
    let old = details
    details = new
    switch rule {
    case .atEveryChange:
      if new.upperThreshold == 0 || new.upperThreshold > old.upperThreshold {
        isOverloaded = false
      }
    case .atCrossing:
      guard
        new.upperThreshold != old.upperThreshold || new.lowerThreshold != old.lowerThreshold
      else { return }
      if new.upperThreshold == 0 || total < clearingThreshold {
        isOverloaded = false
      } else if total >= UInt64(new.upperThreshold) {
        isOverloaded = true
      }
    }
  }

  /// The total below which an overloaded server gets connections again: the lower threshold, or
  /// three quarters of the upper one.
  private var clearingThreshold: UInt64 {
    details.lowerThreshold != 0
      ? UInt64(details.lowerThreshold)
      : UInt64(details.upperThreshold - details.upperThreshold >> 2)
  }
}
