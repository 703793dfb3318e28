import IPVS
import Testing

@testable import IPVSKernel

/// Services from netlink with destinations from the text of `/proc/net/ip_vs`.
@Suite("Plain listings")
struct PlainListingTests {
  private static func v4(_ last: UInt8, _ port: UInt16 = 80) -> Endpoint {
    Endpoint(.v4(IPv4Address(10, 0, 0, last)), port: port)
  }

  private static func v6(_ low: UInt64, _ port: UInt16 = 80) -> Endpoint {
    Endpoint(.v6(IPv6Address(high: 0x2001_0db8_0000_abcd, low: low)), port: port)
  }

  private static func server(
    _ endpoint: Endpoint, _ forwarding: ForwardingMethod = .directRoute, weight: Int32 = 1,
    active: Int32 = 0, inactive: Int32 = 0
  ) -> Destination {
    var counts = ConnectionCounts()
    counts.active = UInt32(bitPattern: active)
    counts.inactive = UInt32(bitPattern: inactive)
    return Destination(
      endpoint: endpoint, details: DestinationDetails(forwarding: forwarding, weight: weight),
      connectionCounts: counts)
  }

  private static func service(
    _ identity: ServiceIdentity, _ destinations: [Destination] = []
  ) -> Service {
    Service(
      identity: identity,
      details: ServiceDetails(
        scheduler: "sh", persistence: Persistence(timeout: 300), mask: .host(identity.family)),
      destinations: destinations)
  }

  /// Services of every kind, and every kind of server.
  private static let everything = [
    service(
      .endpoint(.tcp, v4(1)),
      [
        server(v4(9, 0), .masquerade, weight: 0), server(v4(8), .local, weight: .max),
        server(v4(7, .max), .tunnel, active: .max, inactive: .min),
        server(v4(6), .directRoute, active: -1, inactive: -2), server(v4(5), .bypass),
        server(v6(1), .tunnel),
      ]),
    service(.endpoint(.udp, v6(1, 53)), [server(v6(.max), .masquerade), server(v4(9), .tunnel)]),
    service(.endpoint(.sctp, v4(1, .max)), [server(v4(9))]),
    service(.firewallMark(.max, .ipv4), [server(v4(9, 0))]),
    service(.firewallMark(.max, .ipv6), [server(v6(9, 0))]),
    service(.firewallMark(1, .ipv6)),
    service(.endpoint(.tcp, Endpoint(.v4(IPv4Address(255, 255, 255, 255)), port: 0))),
  ]

  private static let pair = [
    service(.endpoint(.tcp, v4(1)), [server(v4(9))]), service(.endpoint(.udp, v4(1))),
  ]

  @Test("For a few services the file is not opened, and netlink is asked once")
  func few() throws {
    let kernel = TableKernel(Self.pair)
    kernel.writeFile(Array("nothing that could be read".utf8))
    #expect(try kernel.list(fewServices: 2) == Self.pair)
    #expect(kernel.listings == 1)
    #expect(kernel.destinationListings == 2)
  }

  @Test("A file that fits gives what netlink alone gives, and nobody is asked for destinations")
  func fits() throws {
    let kernel = TableKernel(Self.everything)
    let services = try kernel.list()
    #expect(services == Self.everything)
    #expect(kernel.listings == 2)
    #expect(kernel.destinationListings == 0)

    kernel.removeFile()
    #expect(try kernel.list() == services)
    #expect(kernel.listings == 3)
    #expect(kernel.destinationListings == Self.everything.count)
  }

  @Test("No services: nothing else is asked for")
  func empty() throws {
    let kernel = TableKernel([])
    #expect(try kernel.list() == [])
    #expect(kernel.listings == 1)
    #expect(kernel.destinationListings == 0)
  }

  /// What a file may be other than what netlink tells.
  private static let misfits: [(name: String, text: [UInt8])] = {
    let first = TableKernel.row(pair[0])
    let server = TableKernel.row(pair[0].destinations[0])
    let second = TableKernel.row(pair[1])
    let titles = TableKernel.titles
    let bodies = [
      "empty": "",
      "cut in the titles": String(titles.dropLast(20)),
      "titles only": titles,
      "no titles": first + server + second,
      "a service less": titles + first + server,
      "the first service less": titles + second,
      "a service more": titles + first + server + second + TableKernel.row(everything[1]),
      "a service twice": titles + first + server + first + server + second,
      "another order": titles + second + first + server,
      "another protocol": titles + first + server + first,
      "another address": titles + first.replacing("0A000001", with: "0A000002") + server + second,
      "another port": titles + first.replacing(":0050", with: ":0051") + server + second,
      "another family": titles
        + first.replacing("0A000001", with: "[0a00:0001:0000:0000:0000:0000:0000:0000]") + second,
      "a mark": titles + "FWM  00000001 wlc \n" + server + second,
      "a server above all services": titles + server + first + server + second,
      "a blank row": titles + first + server + "\n" + second,
      "a row that is none": titles + first + server + "rubbish\n" + second,
      "a server that cannot be read": titles + first + server.replacing("Route", with: "Roust")
        + second,
      "a weight too large": titles + first
        + server.replacing("Route   1 ", with: "Route   2147483648 ") + second,
      "a cut row": titles + first + server + String(second.prefix(10)),
      "zeros": titles + first + server + String(repeating: "\0", count: 100),
      "a row that is too long": titles + first
        + server + second.replacing("sh", with: String(repeating: "x", count: 70_000)),
    ]
    return bodies.sorted { $0.key < $1.key }.map { ($0.key, Array($0.value.utf8)) }
  }()

  @Test("A file that does not fit is read again, at most five times; then netlink is asked")
  func misfits() throws {
    for (name, text) in Self.misfits {
      let kernel = TableKernel(Self.pair)
      kernel.writeFile(text)
      #expect(try kernel.list() == Self.pair, "\(name)")
      #expect(kernel.listings == 6, "\(name)")
      #expect(kernel.destinationListings == 2, "\(name)")
    }
  }

  @Test("A file that fits at the fifth reading is taken, one that fits at the sixth is too late")
  func fitsLate() throws {
    for (reading, listings, destinationListings) in [(5, 6, 0), (6, 6, 2)] {
      let kernel = TableKernel(Self.pair)
      kernel.writeFile([])
      kernel.beforeListing = { if $1 == reading { $0.writeFile() } }
      #expect(try kernel.list() == Self.pair)
      #expect(kernel.listings == listings)
      #expect(kernel.destinationListings == destinationListings)
    }
  }

  @Test("Without the file netlink is asked at once; where it cannot be read, after five attempts")
  func missing() throws {
    let kernel = TableKernel(Self.pair)
    kernel.removeFile()
    #expect(try kernel.list() == Self.pair)
    #expect(kernel.listings == 1)
    #expect(kernel.destinationListings == 2)

    let other = TableKernel(Self.pair)
    #expect(try other.list(table: "/tmp") == Self.pair)
    #expect(other.listings == 6)
    #expect(other.destinationListings == 2)
  }

  @Test(
    "A table that has other services behind the file is read again",
    arguments: [
      pair + [service(.firewallMark(1, .ipv4))], [service(.firewallMark(1, .ipv4))] + pair,
      [pair[0]], [pair[1]], [], pair.reversed(), pair + pair,
    ])
  func changedAfterwards(later: [Service]) throws {
    let kernel = TableKernel(Self.pair)
    kernel.beforeListing = { (kernel, number) in
      guard number == 2 else { return }
      kernel.services = later
      kernel.writeFile()
    }
    #expect(try kernel.list() == later)
    #expect(kernel.listings == 4)
    #expect(kernel.destinationListings == 0)
  }

  @Test("Marks of both families are told apart although the file does not")
  func changedFamily() throws {
    let marks = [Self.service(.firewallMark(1, .ipv4)), Self.service(.firewallMark(1, .ipv6))]
    let kernel = TableKernel(marks)
    kernel.beforeListing = { if $1 == 2 { $0.services = marks.reversed() } }
    #expect(try kernel.list() == marks.reversed())
    #expect(kernel.listings == 4)
  }

  @Test("A table that changes all the time is asked for by netlink in the end")
  func changesAlways() throws {
    let kernel = TableKernel(Self.pair)
    kernel.beforeListing = { $0.services = $1.isMultiple(of: 2) ? [] : Self.pair }
    #expect(try kernel.list() == Self.pair)
    #expect(kernel.listings == 11)
    #expect(kernel.destinationListings == 2)
  }

  @Test("Only names are compared: details that changed are those of the first listing")
  func changedDetails() throws {
    let kernel = TableKernel(Self.pair)
    kernel.beforeListing = { (kernel, number) in
      guard number == 2 else { return }
      for index in kernel.services.indices {
        kernel.services[index].details.scheduler = "rr"
        kernel.services[index].destinations = []
      }
    }
    #expect(try kernel.list() == Self.pair)
    #expect(kernel.listings == 2)
  }

  @Test("A comparison that is interrupted is made anew, or all is read again")
  func interruptedComparison() throws {
    for (row, listings) in [(0, 3), (1, 5), (2, 5)] {
      let kernel = TableKernel(Self.pair)
      kernel.interruption = (listing: 2, row: row)
      #expect(try kernel.list() == Self.pair)
      #expect(kernel.listings == listings)
      #expect(kernel.destinationListings == 0)
    }
  }

  @Test("Without a file a long list is taken once it is told twice; the fifth is taken as it is")
  func toldTwice() throws {
    let few = (1...8).map { Self.service(.firewallMark($0, .ipv4)) }
    let many = (1...10).map { Self.service(.firewallMark($0, .ipv4)) }
    // In what listings a service is missing that was there all the time, and how many are asked for.
    let cases: [(services: [Service], missing: Set<Int>, listings: Int)] = [
      (few, [], 1), (many, [], 2), (many, [1], 4), (many, [2], 4), (many, [1, 4], 6),
      (many, [2, 4, 6], 8), (many, [2, 4, 6, 8], 9),
    ]
    for (services, missing, listings) in cases {
      let kernel = TableKernel(services)
      kernel.removeFile()
      kernel.beforeListing = { (kernel, number) in
        kernel.services = missing.contains(number) ? services.dropLast() : services
      }
      #expect(try kernel.list() == services)
      #expect(kernel.listings == listings)
      #expect(kernel.destinationListings == services.count)
    }
  }

  @Test("A refusal of netlink is one, whatever the file says")
  func refused() {
    let kernel = TableKernel(Self.pair)
    let path = TemporaryDirectory()
    let file = path.write(TableKernel.text(kernel.services), to: "ip_vs")
    let transport = FakeTransport { requests in
      requests.map { .datagram(Answer.acknowledgement($0.sequence, errno: 1)) }
    }
    let director = KernelDirector(transport: transport, family: testFamily, table: file)
    #expect(throws: DirectorError(.refused, Errno(rawValue: 1))) {
      try director.services(.plain)
    }
    #expect(transport.sent.count == 1)
  }

  @Test("Services with thousands of servers, whose rows go over every edge of the buffer")
  func manyServers() throws {
    let servers = (0..<3000).map { number in
      number.isMultiple(of: 7)
        ? Self.server(Self.v6(UInt64(number))) : Self.server(Self.v4(UInt8(number & 0xff)))
    }
    let table = [
      Self.service(.endpoint(.tcp, Self.v4(1)), [Self.server(Self.v4(2))]),
      Self.service(.endpoint(.tcp, Self.v4(2)), servers),
      Self.service(.endpoint(.tcp, Self.v4(3)), [Self.server(Self.v4(4))]),
    ]
    let kernel = TableKernel(table)
    #expect(try kernel.list() == table)
    #expect(kernel.listings == 2)
    #expect(kernel.destinationListings == 0)
  }
}
