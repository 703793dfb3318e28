public import IPVS

extension ConnectionEntry {
  /// Whether this is a persistence template and no connection.
  ///
  /// The table does not say so: templates have port 0 as their client's, and a state that belongs to no
  /// packets. Kernels before 4.19 call it after the protocol.
  public var isTemplate: Bool {
    guard client.port == 0 else { return false }
    return protocolName == "IP" || Self.templateStates.contains(state)
      || state == protocolName && protocolName == "UDP"
  }

  private static let templateStates: Set<ByteString> = ["NONE", "ASSURED"]

  /// Whether this is a template that was rejected: it had led to a server that was gone or quiesced, was
  /// renamed to port 65535, waits for its timer and is found by nobody.
  public var isRejectedTemplate: Bool { isTemplate && destination.port == .max }

  /// The firewall mark whose template this is; nil for all other entries.
  ///
  /// The kernel writes the mark in the place of the virtual address: of IPv6 in its first 32 bits.
  public var templateMark: UInt32? {
    guard isTemplate, protocolName == "IP" else { return nil }
    switch virtual.address {
    case .v4(let address): return address.rawValue
    case .v6(let address): return address.words.0
    }
  }
}
