internal import IPVS
internal import IPVSOperations

/// What there is to say when a drain is over.
struct DrainSummary {
  /// How it ended; nil where it failed.
  let end: DrainRun.End?
  let drain: Drain
  let request: DrainVerb
  /// How long it took.
  let milliseconds: UInt64

  init(_ end: DrainRun.End?, of drain: Drain, request: DrainVerb, milliseconds: UInt64) {
    self.end = end
    self.drain = drain
    self.request = request
    self.milliseconds = milliseconds
  }

  /// Everything, for standard output.
  var lines: [String] {
    [verdict] + leftLines
  }

  private var verdict: String {
    let server = request.server.text
    let seconds = (milliseconds + 500) / 1000
    let time = seconds > 0 ? " after \(TimeText.text(seconds: seconds))" : ""
    switch end {
    case .empty:
      let first = drain.firstLook?.total ?? DrainLook.Remainder()
      let atFirst = first == drain.lastLook?.total ? "" : "; at first: \(DrainWords.counts(first))"
      return "\(server) is empty\(time)\(atFirst)"
    case .timeout: return "\(server) is not empty\(time)"
    case .interrupted: return "\(server) is not empty: broken off\(time)"
    case .changedByOthers(let interference):
      return "stopped\(time): \(DrainWords.interference(interference))"
    case nil: return "\(server) is not drained: broken off\(time)"
    }
  }

  /// What there is now, what was set for the while, and how to go on or back.
  var leftLines: [String] {
    var lines = drain.targets.enumerated().map { place, target in
      "  \(DrainWords.name(target)): \(state(of: target, at: place))"
    }
    switch drain.setting {
    case .untouched, .wasOn: break
    case .set: lines.append("expire_quiescent_template is still 1")
    case .putBack(let value): lines.append("expire_quiescent_template is \(value) again")
    case .changedByOthers(let value):
      lines.append("expire_quiescent_template is \(value): somebody set it, and it is left so")
    }
    if end != .empty, let estimate = drain.lastLook?.estimate {
      lines.append(DrainWords.estimate(estimate))
    }
    if end != .empty { lines.append("to go on: \(request.command)") }
    return lines + goingBack.map { "to go back: \($0)" }
  }

  /// The commands that undo what is left.
  var goingBack: [String] {
    drain.targets.compactMap { target in
      if drain.removed.contains(target) { return DrainWords.addingAgain(target) }
      guard isQuiesced(target), target.details.weight != 0 else { return nil }
      return DrainWords.goingBack(target)
    }
  }

  /// Whether a server has weight 0 as far as is known.
  func isQuiesced(_ target: DrainTarget) -> Bool {
    guard !drain.removed.contains(target), case .changedByOthers(let interference)? = end else {
      return !drain.removed.contains(target)
    }
    switch interference {
    case .serviceRemoved(let other): return target.service != other.service
    case .serverRemoved(let other), .weightSet(let other, _): return target != other
    }
  }

  private func state(of target: DrainTarget, at place: Int) -> String {
    let weight = target.details.weight
    if drain.removed.contains(target) { return "removed, its weight was \(weight)" }
    guard isQuiesced(target) else {
      return "changed by somebody else, its weight was \(weight)"
    }
    let words = weight == 0 ? "weight 0 as before" : "weight 0, was \(weight)"
    guard let remainders = drain.lastLook?.remainders, place < remainders.count else {
      return words
    }
    let left = remainders[place]
    return left == DrainLook.Remainder()
      ? "\(words); empty" : "\(words); \(DrainWords.counts(left)) left"
  }
}
