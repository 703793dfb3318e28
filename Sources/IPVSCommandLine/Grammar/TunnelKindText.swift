import IPVS

/// The words for the kinds of tunnel, and which options each takes.
enum TunnelKindText {
  /// The kind of this name.
  static func kind(_ word: Word) -> Tunnel.Kind? {
    if word.isEqual(to: "ipip") { return .ipip }
    if word.isEqual(to: "gue") { return .gue }
    if word.isEqual(to: "gre") { return .gre }
    return nil
  }

  /// The name of a kind, nil where it has none.
  static func name(_ kind: Tunnel.Kind) -> StaticString? {
    switch kind {
    case .ipip: "ipip"
    case .gue: "gue"
    case .gre: "gre"
    default: nil
    }
  }

  /// Refuses options that do not go with the kind.
  static func check(_ given: OptionNames, kind: Tunnel.Kind) throws(Refusal) {
    let order: [OptionName] = [
      .tunnelPort, .tunnelNoChecksum, .tunnelChecksum, .tunnelRemoteChecksum,
    ]
    guard let name = name(kind), let mistake = rules(kind).firstMistake(in: given, among: order)
    else { return }
    throw mistake.refusal(owner: "'\(name)' tunnel type")
  }

  private static func rules(_ kind: Tunnel.Kind) -> OptionRules {
    switch kind {
    case .gue:
      OptionRules(
        required: [.tunnelPort],
        exclusive: [.tunnelNoChecksum, .tunnelChecksum, .tunnelRemoteChecksum])
    case .gre:
      OptionRules(exclusive: [.tunnelNoChecksum, .tunnelChecksum])
    default:
      OptionRules()
    }
  }
}
