import IPVS

@testable import IPVSKernel

/// A kernel with a table of services, which netlink and a file like `/proc/net/ip_vs` tell.
final class TableKernel {
  /// What netlink tells.
  var services: [Service]
  /// Called before each listing of services, with its number from 1 on.
  var beforeListing: (TableKernel, Int) -> Void = { _, _ in }
  /// The number of the listing that the kernel says was interrupted, from a row on.
  var interruption: (listing: Int, row: Int)?
  /// How often services were listed.
  private(set) var listings = 0
  /// How often the destinations of a service were asked for.
  private(set) var destinationListings = 0

  private let directory = TemporaryDirectory()
  private let path: String

  /// A kernel with services, and a file that tells them.
  init(_ services: [Service]) {
    self.services = services
    path = "\(directory.path)/ip_vs"
    writeFile()
  }

  /// Puts bytes into the file; those that tell the services where none are given.
  func writeFile(_ text: [UInt8]? = nil) {
    directory.write(text ?? Self.text(services), to: "ip_vs")
  }

  /// Takes the file away.
  func removeFile() { directory.remove("ip_vs") }

  /// A plain listing of the services; those of a few go by the file, too.
  func list(fewServices: Int = 0, table: String? = nil) throws(DirectorError) -> [Service] {
    let transport = FakeTransport { [unowned self] in $0.flatMap { answers($0) } }
    return try KernelDirector(
      transport: transport, family: testFamily, table: table ?? path, fewServices: fewServices,
      now: { 0 }
    ).services(.plain)
  }

  private func answers(_ request: SentMessage) -> [FakeTransport.Event] {
    let sequence = request.sequence
    switch request.command {
    case 4 where request.flags & 0x300 != 0:
      listings += 1
      beforeListing(self, listings)
      let calmRows = interruption?.listing == listings ? interruption?.row ?? 0 : .max
      let rows = services.enumerated().map { (number, service) in
        var writer = AttributeWriter()
        writer.append(service.identity, service.details)
        return FakeTransport.Event.datagram(
          Answer.row(sequence, command: 1, flags: number < calmRows ? 2 : 0x12, writer.bytes))
      }
      let end = Answer.done(sequence, flags: calmRows == .max ? 2 : 0x12)
      return rows + [.datagram(end)]
    case 8:
      destinationListings += 1
      let rows = (service(request)?.destinations ?? []).map { destination in
        FakeTransport.Event.datagram(
          Answer.row(sequence, command: 5, Self.attributes(destination)))
      }
      return rows + [.datagram(Answer.done(sequence))]
    case 4:
      // Whether a service without destinations is still there.
      guard let service = service(request) else {
        return [.datagram(Answer.acknowledgement(sequence, errno: 3))]
      }
      var writer = AttributeWriter()
      writer.append(service.identity, service.details)
      return [
        .datagram(Answer.row(sequence, command: 1, flags: 0, writer.bytes)),
        .datagram(Answer.acknowledgement(sequence)),
      ]
    default:
      return [.datagram(Answer.acknowledgement(sequence, errno: 1))]
    }
  }

  /// The service that a request names.
  private func service(_ request: SentMessage) -> Service? {
    services.first { service in
      var writer = AttributeWriter()
      writer.append(keyOf: service.identity)
      return writer.bytes == request.attributes
    }
  }

  /// A destination with what the kernel counts.
  private static func attributes(_ destination: Destination) -> [UInt8] {
    var writer = AttributeWriter()
    writer.nest(TopAttribute.destination) { nest in
      let (endpoint, details) = (destination.endpoint, destination.details)
      nest.append(DestinationAttribute.addressFamily, uint16: endpoint.address.family.rawValue)
      nest.append(DestinationAttribute.address, address: endpoint.address)
      nest.append(DestinationAttribute.port, bigEndian16: endpoint.port)
      nest.append(DestinationAttribute.forwardingMethod, uint32: details.forwarding.rawValue)
      nest.append(DestinationAttribute.weight, uint32: UInt32(bitPattern: details.weight))
      let counts = destination.connectionCounts
      nest.append(DestinationAttribute.activeConnections, uint32: counts.active)
      nest.append(DestinationAttribute.inactiveConnections, uint32: counts.inactive)
    }
    return writer.bytes
  }
}

// MARK: The file

extension TableKernel {
  /// The lines above the first service.
  static let titles = """
    IP Virtual Server version 1.2.1 (size=4096)
    Prot LocalAddress:Port Scheduler Flags
      -> RemoteAddress:Port Forward Weight ActiveConn InActConn

    """

  /// What the kernel tells of services in its file.
  static func text(_ services: [Service]) -> [UInt8] {
    var text = titles
    for service in services {
      text += row(service)
      for destination in service.destinations { text += row(destination) }
    }
    return Array(text.utf8)
  }

  static func row(_ service: Service) -> String {
    let scheduler = String(decoding: service.details.scheduler.bytes, as: UTF8.self)
    let persistence = service.details.persistence.map { "persistent \($0.timeout)000 FFFFFFFF" }
    let protocols: [TransportProtocol: String] = [.tcp: "TCP", .udp: "UDP", .sctp: "SCTP"]
    let name =
      switch service.identity {
      case .firewallMark(let mark, _): "FWM  \(hexadecimal(mark, digits: 8))"
      case .endpoint(let transport, let endpoint):
        padded(protocols[transport] ?? "?", to: 4) + " " + text(endpoint)
      }
    return "\(name) \(scheduler) \(persistence ?? "")\n"
  }

  static func row(_ destination: Destination) -> String {
    let methods: [ForwardingMethod: String] = [
      .masquerade: "Masq", .local: "Local", .tunnel: "Tunnel", .directRoute: "Route",
      .bypass: "Bypass",
    ]
    let method = methods[destination.details.forwarding] ?? "?"
    let columns = [
      padded(method, to: 7), padded("\(destination.details.weight)", to: 6),
      padded("\(Int32(bitPattern: destination.connectionCounts.active))", to: 10),
      padded("\(Int32(bitPattern: destination.connectionCounts.inactive))", to: 10),
    ]
    return "  -> \(padded(text(destination.endpoint), to: 18)) \(columns.joined(separator: " "))\n"
  }

  private static func text(_ endpoint: Endpoint) -> String {
    let port = hexadecimal(UInt32(endpoint.port), digits: 4)
    switch endpoint.address {
    case .v4(let address): return "\(hexadecimal(address.rawValue, digits: 8)):\(port)"
    case .v6(let address):
      let groups = address.groups.map { hexadecimal(UInt32($0), digits: 4).lowercased() }
      return "[\(groups.joined(separator: ":"))]:\(port)"
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: digits - text.count) + text
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
