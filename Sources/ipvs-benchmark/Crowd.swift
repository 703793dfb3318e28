internal import IPVS
internal import IPVSSimulator

/// Clients of a persistent service with ten servers.
final class Crowd {
  private let director = SimulatedDirector()
  private let clients: Int
  private let isIPv6: Bool
  private let virtual: Endpoint
  private var slot: UInt64 = 0

  init(clients: Int, isIPv6: Bool) {
    self.clients = clients
    self.isIPv6 = isIPv6
    let address: (UInt64) -> IPAddress = { number in
      isIPv6
        ? .v6(IPv6Address(high: 0x2001_0db8_0000_0000, low: number))
        : .v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32(truncatingIfNeeded: number)))
    }
    virtual = Endpoint(address(1), port: 80)
    let service = ServiceIdentity.endpoint(.tcp, virtual)
    var changes: [Change] = [
      .addService(
        service,
        ServiceDetails(
          scheduler: "wlc", persistence: Persistence(timeout: 3600),
          mask: .host(isIPv6 ? .ipv6 : .ipv4)))
    ]
    for number in 0..<10 as Range<UInt64> {
      changes.append(
        .addDestination(
          service, Endpoint(address(100 + number), port: 80),
          DestinationDetails(forwarding: .masquerade)))
    }
    _ = try? director.submit(changes)
    try? director.prepare(Network(virtual: [virtual.address]))
  }

  var entries: Int {
    var count = 0
    try? director.forEachConnection { _ in
      count += 1
      return .more
    }
    return count
  }

  @inline(never)
  func begin() {
    for client in 0..<clients { send(.syn, client, port: 1024) }
  }

  @inline(never)
  func acknowledge(_ packets: Int) {
    for packet in 0..<packets { send(.ack, scattered(packet), port: 1024) }
  }

  @inline(never)
  func beginAgain(_ packets: Int) {
    for packet in 0..<packets { send(.syn, scattered(packet), port: 1025) }
  }

  @inline(never)
  func wait(seconds: UInt64) {
    slot += seconds * 50
    try? director.advance(to: slot)
  }

  private func scattered(_ packet: Int) -> Int { packet &* 7919 % clients }

  private func send(_ flags: TCPFlags, _ client: Int, port: UInt16) {
    let address: IPAddress =
      isIPv6
      ? .v6(IPv6Address(high: 0x2001_0db8_0001_0000, low: UInt64(client)))
      : .v4(IPv4Address(rawValue: 0x1400_0000 + UInt32(client)))
    let packet = Packet(
      transport: .tcp, source: Endpoint(address, port: port), destination: virtual, flags: flags)
    _ = try? director.send(packet)
  }
}
