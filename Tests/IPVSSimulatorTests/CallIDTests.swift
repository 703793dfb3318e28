import IPVS
import Testing

@testable import IPVSSimulator

/// The persistence engine `sip`, which goes by Call-IDs: each seen on a kernel.
struct CallIDTests {
  private let phone = ServiceIdentity.endpoint(.udp, "10.0.0.1:5060")
  private let virtual: Endpoint = "10.0.0.1:5060"
  private let client: Endpoint = "10.1.0.5:1024"

  /// A persistent service with the servers 1 and 2, of which 2 comes first.
  private func bench(mask: PersistenceMask? = nil, onePacket: Bool = false) throws -> Bench {
    let bench = Bench(.v6_1)
    try bench.addService(phone, persistent: 100, mask: mask, engine: "sip", onePacket: onePacket)
    try bench.addServer(1, to: phone)
    try bench.addServer(2, to: phone)
    return bench
  }

  /// To which server a call goes.
  private func call(_ bench: Bench, _ client: Endpoint, _ callID: ByteString) throws -> String {
    Bench.number(try bench.datagram(from: client, to: virtual, callID: callID))
  }

  /// The templates as `ADDRESS ENGINE CALL-ID > SERVER`.
  private func templates(_ bench: Bench) throws -> Set<String> {
    Set(
      try bench.templates.map { entry in
        let data = entry.engineData.map { "\($0.engine) \($0.data)" } ?? "-"
        return "\(entry.client.address) \(data) > \(entry.destination)"
      })
  }

  @Test func `Each call of a client has its own template`() throws {
    let bench = try bench()
    #expect(try call(bench, client, "a") == "2")
    #expect(try call(bench, "10.1.0.5:1025", "b") == "1")
    #expect(try call(bench, "10.1.0.5:1026", "a") == "2")
    #expect(try call(bench, "10.1.0.5:1027", "b") == "1")
    #expect(
      try templates(bench) == [
        "10.1.0.5 sip a > 192.168.1.2:5060", "10.1.0.5 sip b > 192.168.1.1:5060",
      ])
    #expect(try bench.counts(2, of: phone) == [0, 2, 1])
  }

  @Test func `One call from two addresses has two templates, from one network one`() throws {
    let plain = try bench()
    #expect(try call(plain, client, "a") == "2")
    #expect(try call(plain, "10.1.0.6:1024", "a") == "1")
    let masked = try bench(mask: .v4(IPv4Address(255, 255, 255, 0)))
    #expect(try call(masked, client, "a") == "2")
    #expect(try call(masked, "10.1.0.6:1024", "a") == "2")
    #expect(try templates(masked) == ["10.1.0.0 sip a > 192.168.1.2:5060"])
  }

  @Test func `Capitals make another Call-ID`() throws {
    let bench = try bench()
    #expect(try call(bench, client, "a") == "2")
    #expect(try call(bench, "10.1.0.5:1025", "A") == "1")
  }

  @Test func `A connection is found by its addresses, whatever the Call-ID`() throws {
    let bench = try bench()
    #expect(try call(bench, client, "a") == "2")
    #expect(try call(bench, client, "b") == "2")
    #expect(
      try bench.datagram(from: client, to: virtual) == .forwarded("192.168.1.2:5060", .masquerade))
    #expect(try templates(bench) == ["10.1.0.5 sip a > 192.168.1.2:5060"])
  }

  @Test func `A service with the engine sip drops what has no Call-ID`() throws {
    let bench = try bench()
    #expect(try bench.datagram(from: client, to: virtual) == .dropped)
    #expect(try bench.datagram(from: client, to: virtual, payload: "Call-ID: a\r\n") == .dropped)
    #expect(try bench.entries.isEmpty)
    // Without persistence it does not ask.
    try bench.change(
      .editService(phone, ServiceDetails(mask: .host(.ipv4), persistenceEngine: "sip")))
    #expect(
      try bench.datagram(from: client, to: virtual) == .forwarded("192.168.1.2:5060", .masquerade))
  }

  @Test func `TCP has no Call-ID`() throws {
    let bench = Bench(.v6_1)
    try bench.addService(persistent: 100, engine: "sip")
    try bench.addServer(1)
    #expect(try bench.send(from: client) == .dropped)
  }

  @Test func `A datagram without a Call-ID is dropped even where there is no server`() throws {
    let bench = Bench(.v6_1)
    try bench.addService(phone, persistent: 100, engine: "sip")
    #expect(try bench.datagram(from: client, to: virtual, callID: "a") == .refused)
    #expect(try bench.datagram(from: client, to: virtual) == .dropped)
  }

  @Test func `Templates with and without a Call-ID do not know of each other`() throws {
    let bench = try bench()
    #expect(try call(bench, client, "a") == "2")
    try bench.editService(phone, persistent: 100)
    #expect(try call(bench, "10.1.0.5:1025", "a") == "1")
    #expect(
      try templates(bench) == [
        "10.1.0.5 sip a > 192.168.1.2:5060", "10.1.0.5 - > 192.168.1.1:5060",
      ])
    try bench.change(
      .editService(
        phone,
        ServiceDetails(
          persistence: Persistence(timeout: 100), mask: .host(.ipv4), persistenceEngine: "sip")))
    #expect(try call(bench, "10.1.0.5:1026", "a") == "2")
  }

  @Test func `A rejected template keeps its Call-ID and is not found`() throws {
    let bench = try bench()
    #expect(try call(bench, client, "a") == "2")
    try bench.editServer(2, of: phone, weight: 0)
    #expect(try call(bench, "10.1.0.5:1025", "a") == "2")
    try bench.set(try #require(SysctlName(rawValue: "expire_quiescent_template")))
    #expect(try call(bench, "10.1.0.5:1026", "a") == "1")
    try bench.editServer(2, of: phone)
    #expect(try call(bench, "10.1.0.5:1027", "a") == "1")
    #expect(
      try templates(bench) == [
        "10.1.0.5 sip a > 192.168.1.2:65535", "10.1.0.5 sip a > 192.168.1.1:5060",
      ])
  }

  @Test func `Templates with Call-IDs expire`() throws {
    let bench = try bench(onePacket: true)
    #expect(try call(bench, client, "a") == "2")
    try bench.wait(50)
    #expect(try call(bench, client, "b") == "1")
    try bench.wait(60)
    #expect(try templates(bench) == ["10.1.0.5 sip b > 192.168.1.1:5060"])
    try bench.wait(60)
    #expect(try bench.entries.isEmpty)
    #expect(try call(bench, client, "b") == "2")
  }

  @Test func `A mark's template has a Call-ID too`() throws {
    let bench = Bench(.v6_1)
    let mark = ServiceIdentity.firewallMark(1, .ipv4)
    try bench.addService(mark, persistent: 100, engine: "sip")
    for server: Endpoint in ["192.168.1.1:0", "192.168.1.2:0"] {
      try bench.change(
        .addDestination(mark, server, DestinationDetails(forwarding: .masquerade)))
    }
    let first = try bench.datagram(from: client, to: virtual, callID: "a", mark: 1)
    #expect(first == .forwarded("192.168.1.2:5060", .masquerade))
    let second = try bench.datagram(from: client, to: "10.0.0.2:53", callID: "a", mark: 1)
    #expect(second == .forwarded("192.168.1.2:53", .masquerade))
    #expect(try bench.send(from: client, mark: 1) == .dropped)
    #expect(try templates(bench) == ["10.1.0.5 sip a > 192.168.1.2:0"])
  }

  @Test func `A datagram's bytes are counted`() throws {
    let bench = try bench()
    try bench.datagram(from: client, to: virtual, payload: "\ni:a\n")
    try bench.awaitCounters()
    #expect(try bench.server(2, of: phone)?.counters.incomingBytes == 28 + 6 - 1)
  }

  @Test func `The table is as large as before, and ends as empty`() throws {
    #expect(MemoryLayout<EntryRecord>.stride == 128)
    let bench = try bench()
    for number in 0..<200 {
      var client = Bench.client(UInt32(number % 50))
      client.port += UInt16(number)
      _ = try call(bench, client, "call\(number % 40)")
    }
    #expect(
      try Set(bench.templates.map { "\($0.client) \($0.engineData?.data ?? "")" }).count == 200)
    try bench.wait(1000)
    #expect(try bench.entries.isEmpty)
  }
}
