internal import Glibc
internal import IPVS

/// The devices, addresses and routes around a director.
final class VirtualNetwork {
  private let clients: TunnelDevice
  private let servers: [(address: IPAddress, device: TunnelDevice)]
  /// For synchronization, with a name that such an interface mostly has; nobody reads what it sends.
  private let other: TunnelDevice
  private let local: LocalDelivery
  private var mark: UInt32 = 0

  /// The interface number of the clients' device; `lo` has 1.
  private static let clientsIndex: Int32 = 2

  /// Lays a network in the present network namespace, which is fresh.
  init(_ network: Network) throws(DataPlaneError) {
    try Self.setSwitches()
    clients = try TunnelDevice(name: "clients", index: Self.clientsIndex)
    var servers: [(IPAddress, TunnelDevice)] = []
    // A server with an address of the director's own is the director itself.
    let inOrder = Self.sorted(network.servers.subtracting(network.virtual))
    for (number, address) in inOrder.enumerated() {
      let index = Self.clientsIndex + 1 + Int32(number)
      servers.append((address, try TunnelDevice(name: "server\(number + 1)", index: index)))
    }
    self.servers = servers
    other = try TunnelDevice(
      name: "eth0", index: Self.clientsIndex + 1 + Int32(servers.count))
    local = try LocalDelivery()

    var requests: [RouteMessage] = [.setUp(index: 1), .setUp(index: clients.index)]
    for device in self.servers.map(\.device) + [other] {
      requests.append(.setUp(index: device.index))
    }
    for address in Self.sorted(network.virtual) {
      requests.append(.addAddress(address, prefixLength: address.hostPrefixLength, index: 1))
    }
    for (address, device) in servers {
      requests.append(.addRoute(to: address, index: UInt32(device.index)))
    }
    // Everybody else is a client.
    requests.append(.addDefaultRoute(.ipv4, index: UInt32(clients.index)))
    requests.append(.addDefaultRoute(.ipv6, index: UInt32(clients.index)))
    requests += RouteMessage.addMarking(index: clients.index)
    do throws(AgentError) {
      try RouteMessage.submit(requests)
    } catch {
      throw .system(.network)
    }
  }

  /// The device on the side from which a packet comes.
  func device(of side: IPVS.Packet.Side) throws(DataPlaneError) -> TunnelDevice {
    switch side {
    case .clients: return clients
    case .server(let address):
      guard let server = servers.first(where: { $0.address == address }) else {
        throw DataPlaneError(.packet, .noSuchDevice)
      }
      return server.device
    }
  }

  /// Lets packets that arrive from the clients carry a mark from now on.
  func setMark(_ mark: UInt32) throws(DataPlaneError) {
    guard mark != self.mark else { return }
    do throws(AgentError) {
      try RouteMessage.submit([.changeMark(to: mark)])
    } catch {
      throw .system(.packet)
    }
    self.mark = mark
  }

  /// Forgets what came out of the devices by itself.
  func discardWaiting() {
    for descriptor in waitingDescriptors() { while readPacket(descriptor) != nil {} }
  }

  /// Where something came out.
  private enum Exit {
    case clients
    case server(IPAddress)
    /// The director's own host.
    case host
    /// The same, seen by those who wait for ICMP there.
    case hostICMP
  }

  /// What became of the packet that was written last.
  func verdict(on packet: IPVS.Packet, _ wire: WirePacket) -> Verdict {
    var seen = Observation(packet, wire)
    forEachWaiting { bytes, exit in
      switch exit {
      case .clients: seen.add(bytes, server: nil)
      case .server(let address): seen.add(bytes, server: address)
      case .host: seen.addLocal(bytes)
      case .hostICMP: break
      }
    }
    return seen.verdict
  }

  /// What became of the ICMP error that was written last.
  func verdict(on error: ICMPError, _ wire: WirePacket) -> Verdict {
    var seen = ErrorObservation(error, wire)
    forEachWaiting { bytes, exit in
      switch exit {
      case .clients: seen.add(bytes, server: nil)
      case .server(let address): seen.add(bytes, server: address)
      case .host: break
      case .hostICMP: seen.isDeliveredLocally = true
      }
    }
    return seen.verdict
  }

  private func forEachWaiting(_ body: ([UInt8], Exit) -> Void) {
    for descriptor in waitingDescriptors() {
      let exit: Exit
      if descriptor == clients.descriptor {
        exit = .clients
      } else if let server = servers.first(where: { $0.device.descriptor == descriptor }) {
        exit = .server(server.address)
      } else {
        exit = local.icmpDescriptors.contains(descriptor) ? .hostICMP : .host
      }
      while let bytes = readPacket(descriptor) { body(bytes, exit) }
    }
  }

  /// The descriptors in which something waits.
  private func waitingDescriptors() -> [Int32] {
    let all =
      [clients.descriptor] + servers.map(\.device.descriptor) + local.descriptors
      + local.icmpDescriptors
    var polled = all.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&polled, nfds_t(polled.count), 0) > 0 else { return [] }
    return polled.filter { $0.revents != 0 }.map(\.fd)
  }

  private static func sorted(_ addresses: Set<IPAddress>) -> [IPAddress] {
    addresses.sorted { $0.octets.lexicographicallyPrecedes($1.octets) }
  }

  /// Lets devices that are made from now on say nothing by themselves.
  static func quieten() throws(AgentError) {
    // Else a device that goes up emits IPv6 packets of its own.
    try writeFile("/proc/sys/net/ipv6/conf/default/addr_gen_mode", "1")
  }

  /// The switches of a router that says nothing by itself, and always answers.
  private static func setSwitches() throws(DataPlaneError) {
    let settings = [
      ("ipv4/ip_forward", "1"), ("ipv6/conf/all/forwarding", "1"),
      ("ipv4/conf/all/rp_filter", "0"), ("ipv4/conf/default/rp_filter", "0"),
      ("ipv4/conf/all/send_redirects", "0"), ("ipv4/conf/default/send_redirects", "0"),
      // Servers that get packets unchanged answer under an address that is the director's own too.
      ("ipv4/conf/all/accept_local", "1"),
      ("ipv4/icmp_ratelimit", "0"), ("ipv6/icmp/ratelimit", "0"),
    ]
    do throws(AgentError) {
      try quieten()
      for (name, value) in settings { try writeFile("/proc/sys/net/\(name)", value) }
    } catch {
      throw .system(.network)
    }
  }
}

extension IPAddress {
  /// The length of a prefix that is this address alone.
  fileprivate var hostPrefixLength: UInt8 { family == .ipv4 ? 32 : 128 }
}
