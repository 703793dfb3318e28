internal import IPVS
internal import IPVSCommandLine
internal import IPVSOperations

/// What is said of a drain.
enum DrainWords {
  /// `2 active, 1 inactive, 3 templates`; `nothing` where there is nothing.
  static func counts(_ remainder: DrainLook.Remainder) -> String {
    var parts: [String] = []
    if remainder.active > 0 { parts.append("\(remainder.active) active") }
    if remainder.inactive > 0 { parts.append("\(remainder.inactive) inactive") }
    if remainder.templates > 0 { parts.append(number(remainder.templates, "template")) }
    if remainder.renamedTemplates > 0 {
      parts.append(number(remainder.renamedTemplates, "renamed template"))
    }
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }

  private static func number(_ count: UInt32, _ name: String) -> String {
    count == 1 ? "1 \(name)" : "\(count) \(name)s"
  }

  /// When it can be over.
  ///
  /// - Parameter milliseconds: how long ago the estimate was made.
  static func estimate(_ estimate: DrainEstimate, after milliseconds: UInt64 = 0) -> String {
    let gone = milliseconds / 1000
    let least = estimate.notBefore > gone ? estimate.notBefore - gone : 0
    let most = estimate.by > gone ? estimate.by - gone : 0
    let quiet = "empty within \(TimeText.text(seconds: roundedUp(most))) if no more packets come"
    guard least > 0 else { return quiet }
    return "not before \(TimeText.text(seconds: least)); \(quiet)"
  }

  /// As much more as the two units that are printed leave out.
  private static func roundedUp(_ seconds: UInt64) -> UInt64 {
    let unit: UInt64 = seconds >= 86400 ? 3600 : seconds >= 3600 ? 60 : 1
    return (seconds + unit - 1) / unit * unit
  }

  /// `TCP 10.0.0.1:80 -> 192.168.1.1:80`.
  static func name(_ target: DrainTarget) -> String {
    "\(target.service.name) -> \(target.endpoint)"
  }

  /// What somebody else did.
  static func interference(_ interference: DrainInterference) -> String {
    switch interference {
    case .serviceRemoved(let target): "somebody removed the service \(target.service.name)"
    case .serverRemoved(let target): "somebody removed \(name(target))"
    case .weightSet(let target, let weight): "somebody gave \(name(target)) weight \(weight)"
    }
  }

  /// The command that gives a server its weight again.
  static func goingBack(_ target: DrainTarget) -> String {
    "ipvsadm " + RuleWords.editing(target.endpoint, target.details, of: target.service)
  }

  /// The command that adds a server again.
  static func addingAgain(_ target: DrainTarget) -> String {
    "ipvsadm " + RuleWords.adding(target.endpoint, target.details, to: target.service)
  }

  /// A step that failed, and what there is of it now.
  static func failure(_ failure: DrainFailure, server: String) -> VerbFailure {
    let attempt =
      switch failure.step {
      case .setting: "cannot set expire_quiescent_template"
      case .weight(nil): "cannot set weight 0 of \(server)"
      case .weight(let target?): "cannot set weight 0 of \(name(target))"
      case .removal(nil): "cannot remove \(server)"
      case .removal(let target?): "cannot remove \(name(target))"
      }
    var told = VerbFailure(attempt, failure.error)
    told.message += "; " + aftermath(of: failure)
    let back = failure.leftQuiesced.map(goingBack)
    if !back.isEmpty { told.advice = "to put it back: " + back.joined(separator: "; ") }
    return told
  }

  private static func aftermath(of failure: DrainFailure) -> String {
    var parts: [String] = []
    let done = failure.done.map(name).joined(separator: ", ")
    switch failure.step {
    case .removal(nil): parts.append("nobody knows what is removed now")
    case .removal: parts.append(done.isEmpty ? "nothing is removed" : "removed are \(done)")
    case .setting: parts.append("nothing is changed")
    case .weight:
      let left = failure.leftQuiesced.map(name).joined(separator: ", ")
      if !left.isEmpty {
        parts.append("perhaps still 0 is the weight of \(left)")
      } else {
        parts.append(
          done.isEmpty ? "nothing is changed" : "the weights that were set are put back: \(done)")
      }
    }
    if failure.leftSetting { parts.append("expire_quiescent_template is still 1") }
    return parts.joined(separator: "; ")
  }
}
