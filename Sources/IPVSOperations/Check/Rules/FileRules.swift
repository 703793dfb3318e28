internal import IPVS

/// What only the lines of a file show.
extension CheckRule {
  static let refusedLine = CheckRule("refused-line", "a line that ipvsadm refuses") { subject in
    (subject.rules?.refusals ?? []).map { refusal in
      Discovery(
        object: .line(refusal.line),
        reason:
          "ipvsadm refuses line \(refusal.line): \(refusal.sentence)\(stop(refusal.sentence)) "
          + "What it asks for is not in the table. "
          + (refusal.endsRestore
            ? "'ipvsadm -R' ends at it: what the lines behind it ask for is missing, too."
            : "'ipvsadm -R' goes on with the next line."),
        mend: [])
    }
  }

  private static func stop(_ sentence: String) -> String {
    sentence.hasSuffix(".") ? "" : "."
  }

  static let forcedPort = CheckRule(
    "forced-port", "a server without address translation whose line says another port"
  ) { subject in
    (subject.rules?.forcedPorts ?? []).map { forced in
      let name = forced.name
      let written = Endpoint(name.server.address, port: forced.written)
      var translated = forced.details
      translated.forwarding = .masquerade
      translated.tunnel = Tunnel()
      return Discovery(
        object: .server(name.service, name.server),
        reason: "Line \(forced.line) says port \(forced.written), and ipvsadm makes it "
          + "\(name.server.port) without a word: direct routing and tunnels leave a packet's port as "
          + "it is, so that the server must listen on the service's own port. Only address translation "
          + "(-m) reaches port \(forced.written).",
        mend: [
          CommandText.delete(name.service, name.server),
          CommandText.add(name.service, written, translated),
        ])
    }
  }
}
