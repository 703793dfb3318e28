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
  /// A key as a record holds it.
  init(_ key: PackedKey) {
    self.init(
      kind: key.isTemplate ? .template : .connection, transport: key.transport,
      client: key.clientEndpoint, virtual: key.virtualEndpoint)
  }
}

extension PackedKey {
  /// The key of the connection to which a client's packet belongs.
  @inline(__always)
  init(incoming packet: borrowing Packet) {
    self.init(
      client: PackedAddress(packet.source.address), clientPort: packet.source.port,
      virtual: PackedAddress(packet.destination.address), virtualPort: packet.destination.port,
      transport: packet.transport.rawValue, isTemplate: false,
      isIPv6: packet.source.address.isIPv6)
  }

  /// The key, in the table of replies, of the connection to which a server's packet belongs.
  @inline(__always)
  init(outgoing packet: borrowing Packet) {
    self.init(
      client: PackedAddress(packet.destination.address), clientPort: packet.destination.port,
      virtual: PackedAddress(packet.source.address), virtualPort: packet.source.port,
      transport: packet.transport.rawValue, isTemplate: false,
      isIPv6: packet.source.address.isIPv6)
  }

  /// The key of the template for a packet to a persistent service.
  ///
  /// | service | protocol | client | virtual |
  /// |---|---|---|---|
  /// | the packet's port | the packet's | masked, port 0 | the packet's |
  /// | that port, and it is 21 | the packet's | masked, port 0 | its address, port 0 |
  /// | port 0, or FTP by another port | the packet's | masked, port 0 | its address, port 0 |
  /// | a mark | 0 | masked, port 0 | the mark as an address, port 0 |
  @inline(__always)
  init(templateFor packet: borrowing Packet, of service: VirtualService) {
    let isIPv6 = packet.destination.address.isIPv6
    var transport = packet.transport
    var virtual = PackedAddress(packet.destination.address)
    var port: UInt16 = 0
    if packet.destination.port == service.port {
      if service.port != FTPPort.control { port = packet.destination.port }
    } else if let mark = service.mark {
      transport = .any
      // A mark written as an address: 7 is 0.0.0.7 or 0:7::.
      virtual =
        isIPv6
        ? PackedAddress(high: UInt64(mark) << 32, low: 0) : PackedAddress(low: UInt64(mark))
    }
    self.init(
      client: PackedAddress(service.traits.mask.masking(packet.source.address)), clientPort: 0,
      virtual: virtual, virtualPort: port, transport: transport.rawValue, isTemplate: true,
      isIPv6: isIPv6)
  }
}
