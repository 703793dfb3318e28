public import IPVS

/// The words of single rules, as a user would type them behind `ipvsadm`.
public enum RuleWords {
  /// Gives a server of a service these details again: `-e -t 10.0.0.1:80 -r 192.168.1.1:80 -m -w 1`.
  public static func editing(
    _ server: Endpoint, _ details: DestinationDetails, of service: ServiceIdentity
  ) -> String {
    "-e" + rest(server, details, of: service)
  }

  /// Adds a server with these details to a service.
  public static func adding(
    _ server: Endpoint, _ details: DestinationDetails, to service: ServiceIdentity
  ) -> String {
    "-a" + rest(server, details, of: service)
  }

  /// What stands behind the first word: the second line of what `-S` prints of such a service.
  private static func rest(
    _ server: Endpoint, _ details: DestinationDetails, of identity: ServiceIdentity
  ) -> String {
    var rules = SaveText(isNumeric: true, resolver: NumericResolver())
    var text = TextBuffer(capacity: 256)
    rules.append(
      Service(
        identity: identity, details: ServiceDetails(mask: .host(identity.family)),
        destinations: [Destination(endpoint: server, details: details)]), to: &text)
    let bytes = text.withBytes { $0.withUnsafeBufferPointer { Array($0) } }
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    return lines.last.map { String(decoding: $0.dropFirst(2), as: UTF8.self) } ?? ""
  }
}
