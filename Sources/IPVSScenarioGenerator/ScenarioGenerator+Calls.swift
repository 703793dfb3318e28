internal import IPVS
internal import IPVSSimulator

extension ScenarioGenerator {
  /// Whether a service goes by Call-IDs at the moment.
  var hasCallIDService: Bool {
    ((try? director.services()) ?? []).contains { !$0.details.persistenceEngine.isEmpty }
  }

  /// What stands at the end of a line for what its datagrams carry: mostly a Call-ID where that matters.
  mutating func payload(_ transport: Cast.Transport) -> String {
    guard transport == .udp, random.chance(hasCallIDService ? 85 : 4) else { return "" }
    if random.chance(5) {
      return " payload "
        + random.pick([
          "$'\\r\\ni:a\\r\\n'", "$'x\\nI: b\\n'", "$'\\nCall-ID: a'", "$'\\ncall-id: a b\\n'",
          "Call-ID",
        ])
    }
    return " call-id \(random.pick(Cast.callIDs))"
  }

  /// A server's datagram to a client that need not have asked for it.
  mutating func callFromServer() -> String? {
    let services = ((try? director.services()) ?? []).filter {
      !$0.details.persistenceEngine.isEmpty && !$0.destinations.isEmpty
    }
    guard !services.isEmpty else { return nil }
    let server = random.pick(random.pick(services).destinations).endpoint
    let client = Cast.endpoint(
      random.pick(Cast.clients(server.address.family)), random.number(1024...1029))
    return "reply udp \(server) \(client)\(payload(.udp))"
  }
}
