internal import IPVS

extension ConnectionEntry {
  /// Whether the row is a connection that FTP's helper expects, from a port that it does not know.
  var isExpectedConnection: Bool { client.port == 0 && !isTemplate }
}
