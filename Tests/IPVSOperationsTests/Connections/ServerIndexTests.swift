import IPVS
import IPVSOperations
import IPVSSimulator
import Testing

/// Whether an entry of the table has a server is what the director does with its packets.
struct ServerIndexTests {
  private static let virtual = IPAddress.v4(IPv4Address(10, 0, 0, 1))

  /// Every kind of service, each with servers of its own.
  private static let identities: [ServiceIdentity] = [
    .endpoint(.tcp, Endpoint(virtual, port: 80)), .endpoint(.tcp, Endpoint(virtual, port: 0)),
    .endpoint(.tcp, Endpoint(virtual, port: 21)), .firewallMark(7, .ipv4),
  ]

  private static func server(_ service: Int, _ number: Int) -> Endpoint {
    let ports: [UInt16] = [8080, 0, 21, 0]
    return Endpoint(
      .v4(IPv4Address(192, 168, UInt8(service), UInt8(number))), port: ports[service])
  }

  private func director(_ method: ForwardingMethod) throws -> SimulatedDirector {
    let director = SimulatedDirector()
    for (index, identity) in Self.identities.enumerated() {
      try director.submit(
        .addService(
          identity,
          ServiceDetails(
            scheduler: "rr", persistence: index == 0 ? nil : Persistence(timeout: 600),
            mask: .v4(IPv4Address(255, 255, 255, 254)))))
      for number in 1...3 {
        try director.submit(
          .addDestination(
            identity, Self.server(index, number), DestinationDetails(forwarding: method)))
      }
    }
    return director
  }

  @Test(arguments: [ForwardingMethod.masquerade, .directRoute, .tunnel], 0..<8)
  func orphansAreThoseWhosePacketsAreDropped(_ method: ForwardingMethod, seed: UInt64) throws {
    let director = try director(method)
    var random = RandomSource(seed: seed)
    let ports: [UInt16] = [80, 21, 443, 1500, 20, 65535]
    for number in 0..<80 {
      _ = try director.send(
        Packet(
          transport: .tcp,
          source: Endpoint(
            .v4(IPv4Address(10, 1, 0, UInt8(random.number(1...40)))), port: UInt16(2000 + number)),
          destination: Endpoint(Self.virtual, port: ports[random.number(0...5)]), flags: .syn,
          mark: random.number(0...3) == 0 ? 7 : 0))
    }
    var removed = Set<Endpoint>()
    var quiesced = Set<Endpoint>()
    for (index, identity) in Self.identities.enumerated() {
      for number in 1...3 {
        let server = Self.server(index, number)
        switch random.number(0...3) {
        case 0:
          try director.submit(.deleteDestination(identity, server))
          removed.insert(server)
        case 1:
          try director.submit(
            .editDestination(
              identity, server, DestinationDetails(forwarding: method, weight: 0)))
          quiesced.insert(server)
        default: break
        }
      }
    }

    let index = ServerIndex(try director.services())
    var entries: [ConnectionEntry] = []
    try director.forEachConnection { entry in
      entries.append(entry)
      return .more
    }
    #expect(entries.count > 80)
    for entry in entries {
      let orphan = index.orphan(entry)
      let isOf = { (servers: Set<Endpoint>) in
        servers.contains { $0.address == entry.destination.address }
      }
      #expect((orphan == .removed) == isOf(removed), "\(entry)")
      #expect((orphan == .quiesced) == isOf(quiesced), "\(entry)")
      guard !entry.isTemplate else { continue }
      let verdict = try director.send(
        Packet(
          transport: .tcp, source: entry.client, destination: entry.virtual, flags: .ack))
      #expect((verdict == .dropped) == (orphan == .removed), "\(entry)")
    }
  }

  /// A template that was rejected is told as that, on kernels that rename it and on those that do not.
  @Test(arguments: [KernelLevel.v5_10, .v6_1, .v7_2])
  func rejectedTemplates(_ level: KernelLevel) throws {
    let director = SimulatedDirector(profile: level.profile)
    let service = Self.identities[0]
    try director.submit(
      .addService(
        service,
        ServiceDetails(
          scheduler: "rr", persistence: Persistence(timeout: 600), mask: .host(.ipv4))))
    try director.submit(
      .addDestination(service, Self.server(0, 1), DestinationDetails(forwarding: .masquerade)))
    let client = Endpoint(.v4(IPv4Address(10, 1, 0, 1)), port: 2000)
    let syn = Packet(
      transport: .tcp, source: client, destination: Endpoint(Self.virtual, port: 80), flags: .syn)
    _ = try director.send(syn)
    try director.submit(
      .editDestination(
        service, Self.server(0, 1), DestinationDetails(forwarding: .masquerade, weight: 0)))
    try director.setSysctl(.expireQuiescentTemplate, to: "1")
    var again = syn
    again.source.port = 2001
    #expect(try director.send(again) == .refused)
    let index = ServerIndex(try director.services())
    var orphans: [ServerIndex.Orphan?] = []
    try director.forEachConnection { entry in
      if entry.isTemplate { orphans.append(index.orphan(entry)) }
      return .more
    }
    #expect(orphans == [.rejected])
  }

  @Test func aMarksTemplate() throws {
    let director = try director(.masquerade)
    _ = try director.send(
      Packet(
        transport: .udp, source: Endpoint(.v4(IPv4Address(10, 1, 0, 9)), port: 5000),
        destination: Endpoint(Self.virtual, port: 53), mark: 7))
    var marks: [UInt32?] = []
    try director.forEachConnection { entry in
      marks.append(entry.templateMark)
      return .more
    }
    #expect(Set(marks) == [7, nil])
  }
}
