import IPVS
import Testing

@testable import IPVSSimulator

/// Thresholds, and servers that go and come back.
struct ServerLifeTests {
  private func end(_ number: UInt32, _ bench: Bench) throws {
    // Through ESTABLISHED, because a RST does not end SYN_RECV; CLOSE lasts 10 s and a little.
    try bench.send(.ack, from: Bench.client(number))
    try bench.send(.rst, from: Bench.client(number))
    try bench.wait(11)
  }

  @Test(arguments: [KernelProfile.uml6_1_176, .v6_1])
  func `At u 2 the third client is refused until one connection is gone`(
    profile: KernelProfile
  ) throws {
    let bench = Bench(profile)
    try bench.addService()
    try bench.addServer(1, upper: 2)
    #expect(try bench.picks(3) == "11.")
    try end(1, bench)
    #expect(try bench.picks(2) == "1.")
  }

  @Test(arguments: [KernelProfile.uml6_1_176, .v6_1])
  func `At u 4 and l 2 clients are refused until one connection is left`(
    profile: KernelProfile
  ) throws {
    let bench = Bench(profile)
    try bench.addService()
    try bench.addServer(1, upper: 4, lower: 2)
    #expect(try bench.picks(5) == "1111.")
    try bench.send(.ack, from: Bench.client(3))
    try bench.send(.ack, from: Bench.client(4))
    try end(1, bench)
    #expect(try bench.picks(1) == ".")
    try end(2, bench)
    #expect(try bench.picks(1) == ".")
    try end(3, bench)
    #expect(try bench.picks(1) == "1")
  }

  @Test func `A template to an overloaded server is honoured without limit`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1, upper: 2)
    for port: UInt16 in 1..<6 {
      let from = Endpoint(.v4(IPv4Address(10, 1, 0, 5)), port: port)
      #expect(Bench.number(try bench.send(from: from)) == "1")
    }
    #expect(try bench.picks(1) == ".")
  }

  @Test func `The last stable levels decide at an edit, earlier ones at the next connection`()
    throws
  {
    // A limit below what is there: kept by the old rule until something is bound.
    for (profile, expected) in [(KernelProfile.uml6_1_176, "1."), (.v6_1, "..")] {
      let bench = Bench(profile)
      try bench.addService()
      try bench.addServer(1)
      #expect(try bench.picks(3) == "111")
      try bench.editServer(1, upper: 2)
      #expect(try bench.picks(2) == expected)
      try bench.editServer(1, upper: 9)
      #expect(try bench.picks(1) == "1")
    }
    // Two of three are left, and the lower limit comes to 3: only the new rule looks at once.
    for (profile, expected) in [(KernelProfile.uml6_1_176, "."), (.v6_1, "1")] {
      let bench = Bench(profile)
      try bench.addService()
      try bench.addServer(1, upper: 4, lower: 1)
      #expect(try bench.picks(5) == "1111.")
      for number in 2...4 { try bench.send(.ack, from: Bench.client(UInt32(number))) }
      try end(1, bench)
      try end(2, bench)
      #expect(try bench.picks(1) == ".")
      try bench.editServer(1, upper: 4, lower: 3)
      #expect(try bench.picks(1) == expected)
    }
  }

  @Test func `A server that comes back within 150 s has its counters, after 190 s it has none`()
    throws
  {
    for (seconds, connections) in [(150.0, UInt64(1)), (190, 0)] {
      let bench = Bench()
      try bench.addService()
      try bench.addServer(1)
      try bench.send(from: Bench.client(1))
      try end(1, bench)
      try bench.wait(10)
      #expect(try bench.entries.isEmpty)
      try bench.deleteServer(1)
      try bench.wait(seconds)
      try bench.addServer(1)
      #expect(try bench.server(1)?.counters.connections == connections)
    }
  }

  @Test func `A server stays in the trash as long as a connection refers to it`() throws {
    let bench = Bench()
    try bench.addService()
    try bench.addServer(1)
    try bench.send(from: Bench.client(1))
    try bench.send(.ack, from: Bench.client(1))
    try bench.deleteServer(1)
    #expect(try bench.send(.ack, from: Bench.client(1)) == .dropped)
    try bench.wait(600)
    try bench.addServer(1, weight: 5)
    #expect(try bench.counts(1) == [1, 0, 0])
    #expect(try bench.server(1)?.details.weight == 5)
    #expect(Bench.number(try bench.send(.ack, from: Bench.client(1))) == "1")
  }

  @Test func `A server comes back to a service of its name only, and with its port only`() throws {
    let bench = Bench()
    let other = ServiceIdentity.endpoint(.tcp, "10.0.0.2:80")
    try bench.addService()
    try bench.addService(other)
    try bench.addServer(1)
    try bench.send(from: Bench.client(1))
    try bench.deleteServer(1)
    try bench.addServer(1, to: other)
    try bench.addServer(1, port: 8080)
    #expect(try bench.counts(1, of: other) == [0, 0, 0])
    #expect(
      try bench.director.service(Bench.web).destinations.map(\.connectionCounts.active) == [0])
    try bench.addServer(1)
    #expect(try bench.counts(1) == [1, 0, 0])
  }

  @Test func `A service made again gives its servers new counters and their connections`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.addServer(2)
    #expect(Bench.number(try bench.send(from: "10.1.0.5:1")) == "2")
    try bench.change(.deleteService(Bench.web))
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.addServer(2)
    try bench.addServer(3)
    #expect(try bench.server(2)?.counters.connections == 0)
    #expect(try bench.counts(2) == [1, 0, 1])
    // The template that nobody asked meanwhile holds again.
    #expect(Bench.number(try bench.send(from: "10.1.0.5:2")) == "2")
  }

  @Test func `A mark is one name in both families`() throws {
    let bench = Bench()
    let details = DestinationDetails(forwarding: .tunnel)
    let server: Endpoint = "192.168.1.1:0"
    try bench.addService(.firewallMark(7, .ipv4))
    try bench.change(.addDestination(.firewallMark(7, .ipv4), server, details))
    try bench.send(from: "10.1.0.1:1024", mark: 7)
    try bench.change(.flush)
    for (mark, active) in [(7, 1), (8, 0)] as [(UInt32, UInt32)] {
      let identity = ServiceIdentity.firewallMark(mark, .ipv6)
      try bench.addService(identity)
      try bench.change(.addDestination(identity, server, details))
      #expect(
        try bench.director.service(identity).destinations[0].connectionCounts.active == active)
    }
  }

  @Test func `Of the servers that a flush removed under one mark the older service's comes back`()
    throws
  {
    let bench = Bench()
    let details = DestinationDetails(forwarding: .tunnel)
    let server: Endpoint = "192.168.1.1:0"
    let marks = [AddressFamily.ipv4, .ipv6].map { ServiceIdentity.firewallMark(7, $0) }
    for mark in marks {
      try bench.addService(mark)
      try bench.change(.addDestination(mark, server, details))
    }
    // Only the first service gets a connection.
    try bench.send(from: "10.1.0.1:1024", mark: 7)
    try bench.change(.flush)
    for (mark, active) in zip(marks.reversed(), [1, 0] as [UInt32]) {
      try bench.addService(mark)
      try bench.change(.addDestination(mark, server, details))
      #expect(try bench.director.service(mark).destinations[0].connectionCounts.active == active)
    }
  }

  @Test func `A template that was rejected meanwhile does not come back`() throws {
    let bench = Bench()
    try bench.addService(persistent: 360)
    try bench.addServer(1)
    try bench.addServer(2)
    #expect(Bench.number(try bench.send(from: "10.1.0.5:1")) == "2")
    try bench.deleteServer(2)
    #expect(Bench.number(try bench.send(from: "10.1.0.5:2")) == "1")
    try bench.addServer(2)
    #expect(Bench.number(try bench.send(from: "10.1.0.5:3")) == "1")
    #expect(try bench.counts(2) == [1, 0, 1])
  }

  @Test func `Counts of a server that came back distort the least connections`() throws {
    let bench = Bench()
    try bench.addService(Bench.web, "lc")
    try bench.addServer(1)
    try bench.addServer(2)
    #expect(try bench.picks(4) == "2121")
    try bench.change(.flush)
    try bench.addService(Bench.web, "lc")
    try bench.addServer(1)
    try bench.addServer(3)
    #expect(try bench.picks(4) == "3331")
  }
}
