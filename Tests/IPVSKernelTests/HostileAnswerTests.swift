import IPVS
import Testing

@testable import IPVSKernel

/// Whatever arrives, the director answers or throws; it never traps and never waits for ever.
@Suite("Hostile answers")
struct HostileAnswerTests {
  /// Answers that are right, for every question.
  private func answers(_ request: SentMessage) -> [[UInt8]] {
    let sequence = request.sequence
    var writer = AttributeWriter()
    switch (request.command, request.flags & 0x300 != 0) {
    case (4, let isDump):
      writer.append(
        .endpoint(.tcp, Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80)),
        ServiceDetails(
          persistence: Persistence(timeout: 300), mask: .host(.ipv4), persistenceEngine: "sip"))
      let row = Answer.row(sequence, command: 1, flags: isDump ? 2 : 0, writer.bytes)
      return isDump
        ? [row + row, Answer.done(sequence)] : [row, Answer.acknowledgement(sequence)]
    case (8, _):
      writer.append(Endpoint(.v4(IPv4Address(192, 168, 1, 1)), port: 80), DestinationDetails())
      return [Answer.row(sequence, command: 5, writer.bytes) + Answer.done(sequence)]
    case (11, _):
      writer.append(SyncDaemon(role: .master, interface: "dm0"))
      return [Answer.row(sequence, command: 9, writer.bytes), Answer.done(sequence)]
    case (13, _):
      writer.append(Timeouts(tcp: 1, tcpFin: 2, udp: 3))
      return [
        Answer.row(sequence, command: 12, flags: 0, writer.bytes),
        Answer.acknowledgement(sequence),
      ]
    default:
      return [Answer.acknowledgement(sequence)]
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      let position = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[position] = .random(in: 0...255, using: &generator)
      case 1: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 2:
        bytes[position] = [0, 1, 3, 4, 0x7f, 0x80, 0xff].randomElement(using: &generator) ?? 0
      case 3: bytes.removeLast(bytes.count - position)
      case 4: bytes.insert(contentsOf: [0, 0, 0, 0], at: position)
      default: bytes.append(contentsOf: bytes.suffix(position))
      }
      if bytes.isEmpty { return }
    }
  }

  @Test("Thousands of garbled conversations", arguments: 0..<8)
  func garbled(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var good = 0
    for _ in 0..<700 {
      let transport = FakeTransport { requests in
        var datagrams = requests.flatMap { answers($0) }
        for index in datagrams.indices where Int.random(in: 0..<3, using: &generator) == 0 {
          mutate(&datagrams[index], &generator)
        }
        if Int.random(in: 0..<8, using: &generator) == 0 { datagrams.shuffle(using: &generator) }
        return datagrams.map { .datagram($0) }
      }
      var time: UInt64 = 0
      let director = KernelDirector(transport) {
        time += 1_000_000_000
        return time
      }
      let identity = ServiceIdentity.firewallMark(1, .ipv4)
      if (try? director.services()) != nil { good += 1 }
      if (try? director.service(identity)) != nil { good += 1 }
      if (try? director.daemons()) != nil { good += 1 }
      if (try? director.timeouts()) != nil { good += 1 }
      if (try? director.submit([.flush, .zero(nil), .stopDaemon(.master, syncID: 0)])) != nil {
        good += 1
      }
    }
    // Most are garbled, some are not: neither all nor none may be read.
    #expect((500..<3000).contains(good))
  }

  @Test("Bytes without any order", arguments: 0..<4)
  func noise(seed: UInt64) {
    var generator = SeededGenerator(seed: 1000 + seed)
    var names = NameTable()
    for _ in 0..<1000 {
      let count = Int.random(in: 0..<200, using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      _ = try? Service(answer: bytes.span.bytes, names: &names)
      _ = try? Destination(answer: bytes.span.bytes, serviceFamily: .ipv6)
      _ = try? SyncDaemon(answer: bytes.span.bytes)
      let transport = FakeTransport { _ in [.datagram(bytes)] }
      #expect(throws: DirectorError.self) { try KernelDirector(transport).services() }
    }
  }

  @Test("Nests inside nests inside nests")
  func deepNests() {
    var bytes: [UInt8] = []
    for _ in 0..<4000 {
      var outer: [UInt8] = []
      outer.append(native: UInt16(bytes.count + 4))
      bytes = outer + [1, 0] + bytes
    }
    var names = NameTable()
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try Service(answer: bytes.span.bytes, names: &names)
    }
  }
}
