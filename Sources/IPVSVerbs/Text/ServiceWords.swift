internal import IPVS
internal import IPVSOperations

extension ServiceDetails {
  /// What a service does, in a few words: `wlc, persistent 6m by /24, one-packet`.
  var words: String {
    var words = [scheduler.description]
    let names = schedulerFlagNames
    if !names.isEmpty { words[0] += " (\(names.joined(separator: ", ")))" }
    if let persistence {
      var text = "persistent \(TimeText.text(seconds: UInt64(persistence.timeout)))"
      if !mask.isHost { text += " by \(mask.text)" }
      words.append(text)
    }
    if !persistenceEngine.isEmpty { words.append("engine \(persistenceEngine)") }
    if isOnePacket { words.append("one-packet") }
    return words.joined(separator: ", ")
  }

  /// The scheduler's flags by the names that `ipvsadm -b` takes.
  var schedulerFlagNames: [String] {
    let name = scheduler.description
    let own = name == "sh" || name == "mh"
    var names: [String] = []
    if schedulerFlags.contains(.flag1) { names.append(own ? "\(name)-fallback" : "flag-1") }
    if schedulerFlags.contains(.flag2) { names.append(own ? "\(name)-port" : "flag-2") }
    if schedulerFlags.contains(.flag3) { names.append("flag-3") }
    return names
  }
}

extension PersistenceMask {
  /// `/24`, or the mask itself where it is no prefix: `255.0.255.0`.
  var text: String { prefixLength.map { "/\($0)" } ?? description }

  /// As `ipvsadm -M` takes it.
  var description: String {
    switch self {
    case .v4(let mask): mask.description
    case .v6(let length): String(length)
    }
  }
}
