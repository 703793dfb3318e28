import IPVS
import Testing

@testable import IPVSCommandLine

/// The order of 1.31's listings, frozen: seen on the program itself.
@Suite struct OrderTests {
  @Test func `marks wrap, and what comes out depends on the way of sorting`() {
    // In the kernel's order, as 1.31 had it before it sorted.
    #expect(
      sorted(marks: [2_147_483_648, 3_000_000_000, 5, 2_147_483_647, 4_294_967_295]) == [
        5, 2_147_483_647, 2_147_483_648, 3_000_000_000, 4_294_967_295,
      ])
    #expect(
      sorted(marks: [0, 0, 2_147_483_648, 3_000_000_000, 5, 2_147_483_647, 4_294_967_295]) == [
        0, 0, 2_147_483_647, 2_147_483_648, 3_000_000_000, 4_294_967_295, 5,
      ])
  }

  @Test func `families, protocols, addresses and ports follow one another`() {
    let texts = [
      "SCTP 10.0.0.1:1", "UDP 10.0.0.1:1", "TCP [::1]:1", "TCP 10.0.0.2:1", "TCP 10.0.0.1:65535",
      "TCP 10.0.0.1:2", "UDP [::1]:1", "TCP [::1]:65535", "TCP [::2]:1", "TCP [0:1::]:1",
      "TCP [0:0:0:1::]:1",
    ]
    #expect(
      sorted(texts.map(service)).map(text) == [
        "TCP 10.0.0.1:2", "TCP 10.0.0.1:65535", "TCP 10.0.0.2:1", "UDP 10.0.0.1:1",
        "SCTP 10.0.0.1:1", "TCP [::1]:1", "TCP [::1]:65535", "TCP [::2]:1", "TCP [0:0:0:1::]:1",
        "TCP [0:1::]:1", "UDP [::1]:1",
      ])
  }

  @Test func `a server on the left decides how many words of an address count`() {
    // An IPv4 address is a first word with nothing behind it.
    let mixed = ["[a00:1::1]:80", "10.0.0.1:80", "[a00:1::]:80"].map(server)
    #expect(
      sorted(mixed).map(\.endpoint.description)
        == ["10.0.0.1:80", "[a00:1::]:80", "[a00:1::1]:80"])
    let same = ["[a00:1:5::]:80", "10.0.0.1:90", "10.0.0.1:80"].map(server)
    #expect(
      sorted(same).map(\.endpoint.description)
        == ["10.0.0.1:80", "10.0.0.1:90", "[a00:1:5::]:80"])
  }

  @Test func `what is equal stays in its order`() {
    let twins = (0..<9).map { number in
      Service(
        identity: .firewallMark(7, .ipv4),
        details: ServiceDetails(scheduler: ByteString("s\(number)"), mask: .host(.ipv4)))
    }
    #expect(sorted(twins) == twins)
  }

  private func sorted(_ services: [Service]) -> [Service] {
    var order = HistoricalOrder()
    return order.places(of: services).map { services[$0] }
  }

  private func sorted(_ destinations: [Destination]) -> [Destination] {
    var order = HistoricalOrder()
    return order.places(of: destinations).map { destinations[$0] }
  }

  private func sorted(marks: [UInt32]) -> [UInt32] {
    let services = marks.enumerated().map { index, mark in
      mark == 0
        ? service("TCP 10.0.0.\(2 - index):80")
        : Service(
          identity: .firewallMark(mark, .ipv4), details: ServiceDetails(mask: .host(.ipv4)))
    }
    return sorted(services).map { service in
      if case .firewallMark(let mark, _) = service.identity { return mark }
      return 0
    }
  }

  private func service(_ text: String) -> Service {
    let words = text.split(separator: " ")
    let transports: [Substring: TransportProtocol] = ["TCP": .tcp, "UDP": .udp, "SCTP": .sctp]
    let endpoint = server(String(words[1])).endpoint
    return Service(
      identity: .endpoint(transports[words[0], default: .tcp], endpoint),
      details: ServiceDetails(mask: .host(endpoint.address.family)))
  }

  private func server(_ text: String) -> Destination {
    let read = withWord(text) {
      AddressText(resolver: NumericResolver(), transport: nil).read($0)
    }
    return Destination(
      endpoint: Endpoint(
        read?.address ?? .v4(IPv4Address(rawValue: 0)), port: read?.port ?? 0),
      details: DestinationDetails())
  }

  private func text(_ service: Service) -> String {
    guard case .endpoint(let transport, let endpoint) = service.identity else { return "" }
    let names: [TransportProtocol: String] = [.tcp: "TCP", .udp: "UDP", .sctp: "SCTP"]
    return "\(names[transport, default: "?"]) \(endpoint)"
  }
}
