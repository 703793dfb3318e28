internal import IPVS

/// By what a connection or a template is found.
struct ConnectionKey: Hashable {
  var kind: Connection.Kind
  var transport: TransportProtocol
  var client: Endpoint
  var virtual: Endpoint

  /// The key of a template that was rejected and matches no packet any more.
  ///
  /// It has the port 65535: at the virtual address, or where that keeps its port at the client, whose
  /// port is 0 in every key that is looked for. A listing shows a template's client with port 0.
  func rejected(_ rejection: KernelProfile.TemplateRejection) -> ConnectionKey {
    var key = self
    switch rejection {
    case .renamesVirtualPort: key.virtual.port = ConnectionKey.rejectedPort
    case .keepsVirtualPort: key.client.port = ConnectionKey.rejectedPort
    }
    return key
  }

  /// Whether it is the key of a rejected template.
  var isRejected: Bool {
    virtual.port == ConnectionKey.rejectedPort || client.port == ConnectionKey.rejectedPort
  }

  /// The port that rejected templates get.
  static let rejectedPort: UInt16 = 65535
}

extension ConnectionKey {
  /// The key of the connection to which a client's packet belongs.
  init(incoming packet: Packet) {
    self.init(
      kind: .connection, transport: packet.transport, client: packet.source,
      virtual: packet.destination)
  }

  /// The key, in the table of replies, of the connection to which a server's packet belongs.
  init(outgoing packet: Packet) {
    self.init(
      kind: .connection, transport: packet.transport, client: packet.destination,
      virtual: packet.source)
  }

  /// The key of the template for a packet to a persistent service.
  ///
  /// | service | protocol | client | virtual |
  /// |---|---|---|---|
  /// | the packet's port | the packet's | masked, port 0 | the packet's |
  /// | that port, and it is 21 | the packet's | masked, port 0 | its address, port 0 |
  /// | port 0, or FTP by another port | the packet's | masked, port 0 | its address, port 0 |
  /// | a mark | 0 | masked, port 0 | the mark as an address, port 0 |
  init(templateFor packet: Packet, of service: VirtualService) {
    var transport = packet.transport
    var virtual = Endpoint(packet.destination.address, port: 0)
    if packet.destination.port == service.port {
      if service.port != FTPPort.control { virtual.port = packet.destination.port }
    } else if let mark = service.mark {
      transport = .any
      virtual.address = ConnectionKey.address(of: mark, packet.destination.address.family)
    }
    self.init(
      kind: .template, transport: transport,
      client: Endpoint(service.details.mask.masking(packet.source.address), port: 0),
      virtual: virtual)
  }

  /// A mark written as an address: 7 is 0.0.0.7 or 0:7::.
  private static func address(of mark: UInt32, _ family: AddressFamily) -> IPAddress {
    switch family {
    case .ipv4: .v4(IPv4Address(rawValue: mark))
    case .ipv6: .v6(IPv6Address(high: UInt64(mark) << 32, low: 0))
    }
  }
}

extension PersistenceMask {
  /// What of an address counts.
  func masking(_ address: IPAddress) -> IPAddress {
    switch (self, address) {
    case (.v4(let mask), .v4(let address)):
      .v4(IPv4Address(rawValue: address.rawValue & mask.rawValue))
    case (.v6(let length), .v6(let address)):
      .v6(
        IPv6Address(
          high: address.high & PersistenceMask.ones(length),
          low: address.low & PersistenceMask.ones(length > 64 ? length - 64 : 0)))
    case (.v4, .v6), (.v6, .v4):
      // A service's mask has its family.
      address
    }
  }

  /// A word whose first bits are set.
  private static func ones(_ count: UInt32) -> UInt64 {
    count >= 64 ? .max : ~(UInt64.max >> UInt64(count))
  }
}
