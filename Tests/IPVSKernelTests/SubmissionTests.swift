import IPVS
import Testing

@testable import IPVSKernel

/// Changes, one and many at a time, and their acknowledgements.
@Suite("Changes")
struct SubmissionTests {
  typealias Event = FakeTransport.Event

  private func deletions(_ count: Int) -> [Change] {
    (0..<count).map { .deleteService(.firewallMark(UInt32($0 + 1), .ipv4)) }
  }

  /// What the kernel answers: all refusals, and the acknowledgements that were asked for.
  private func kernel(refusing refused: @escaping (SentMessage) -> Int32) -> FakeTransport {
    FakeTransport { requests in
      requests.compactMap { request in
        let errno = refused(request)
        guard errno != 0 || request.flags & 0x4 != 0 else { return nil }
        return .datagram(Answer.acknowledgement(request.sequence, errno: errno))
      }
    }
  }

  @Test("Many changes go out in few datagrams, none longer than a page holds beside its frame")
  func batches() throws {
    let transport = kernel { $0.sequence.isMultiple(of: 7) ? 3 : 0 }
    let outcomes = try KernelDirector(transport).submit(deletions(100))
    #expect(transport.sent.map { SentMessage.all(in: $0).count }.reduce(0, +) == 100)
    let length = try #require(transport.sent.first.map { $0.count / SentMessage.all(in: $0).count })
    #expect(transport.sent.dropLast().allSatisfy { (3776 - length + 1...3776).contains($0.count) })
    let expected = (1...100).map { number in
      number.isMultiple(of: 7) ? DirectorError(.refused, .noSuchProcess) : nil
    }
    #expect(outcomes == expected)
    #expect(try KernelDirector(transport).submit([]) == [])
    #expect(throws: Never.self) { try KernelDirector(transport).submit(deletions(1)[0]) }
  }

  @Test("Answers are read before so many are under way that the socket could not hold them")
  func interleaved() throws {
    let transport = kernel { _ in 0 }
    let outcomes = try KernelDirector(transport).submit(deletions(300))
    #expect(outcomes == [DirectorError?](repeating: nil, count: 300))
    let acknowledged = transport.sent.flatMap { SentMessage.all(in: $0) }
      .filter { $0.flags & 0x4 != 0 }.map(\.sequence)
    #expect(acknowledged == [128, 256, 300])
    #expect(transport.readCount == 3)
  }

  @Test("Only the last request, and what stops a daemon, is to be acknowledged")
  func acknowledged() throws {
    let transport = kernel { _ in 0 }
    _ = try KernelDirector(transport).submit(
      deletions(2) + [.stopDaemon(.master, syncID: 0)] + deletions(2))
    _ = try KernelDirector(transport).submit(deletions(1) + [.stopDaemon(.master, syncID: 0)])
    let flags = transport.sent.map { SentMessage.all(in: $0).map(\.flags) }
    #expect(flags == [[1, 1, 5, 1, 5], [1, 5, 5]])
  }

  @Test(
    "Refusals in the middle, at the end and everywhere",
    arguments: [[2], [1, 2, 3], [3, 5], [5], [1, 5], [1, 2, 3, 4, 5], []])
  func refusals(_ refused: [UInt32]) throws {
    let transport = kernel { refused.contains($0.sequence) ? 17 : 0 }
    let outcomes = try KernelDirector(transport).submit(deletions(5))
    #expect(
      outcomes
        == (1...5).map { refused.contains($0) ? DirectorError(.refused, .fileExists) : nil })
    #expect(transport.readCount == Set(refused).union([5]).count)
  }

  @Test("Several acknowledgements in one datagram, with others' in between")
  func acknowledgementsTogether() throws {
    let transport = FakeTransport { requests in
      let bytes = requests.flatMap {
        Answer.acknowledgement($0.sequence &+ 1000)
          + Answer.acknowledgement($0.sequence, errno: $0.sequence == 2 ? 2 : 0)
      }
      return [.datagram(bytes)]
    }
    let outcomes = try KernelDirector(transport).submit(deletions(3))
    #expect(outcomes == [nil, DirectorError(.refused, .noSuchFileOrDirectory), nil])
  }

  @Test("Lost acknowledgements are an error, not a success")
  func lostAcknowledgements() {
    let transport = FakeTransport { requests in
      [.datagram(Answer.acknowledgement(requests[0].sequence, errno: 3)), .failure(.noBufferSpace)]
        + requests.dropFirst(2).map { .datagram(Answer.acknowledgement($0.sequence)) }
    }
    #expect(throws: DirectorError(.transport, .noBufferSpace)) {
      try KernelDirector(transport).submit(deletions(5))
    }
  }

  @Test("So are answers that are doubled or out of order, and a last one that is missing")
  func wrongAcknowledgements() {
    for order in [[2, 1, 3], [1, 1, 2, 3], [2, 2, 3]] {
      let transport = FakeTransport { _ in
        order.map { .datagram(Answer.acknowledgement(UInt32($0))) }
      }
      #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
        try KernelDirector(transport).submit(deletions(3))
      }
    }
    let silent = FakeTransport { _ in [.datagram(Answer.acknowledgement(1, errno: 3))] }
    #expect(throws: DirectorError(.noAnswer, .timedOut)) {
      try KernelDirector(silent).submit(deletions(2))
    }
  }

  @Test("A daemon may be stopped without an acknowledgement", arguments: [false, true])
  func silentStop(isStillRunning: Bool) throws {
    let running = hex("1c00 0300 0800 0100 01000000 0800 0200 646d3000 0800 0300 00000000")
    let transport = FakeTransport { requests in
      requests.flatMap { request -> [Event] in
        switch request.command {
        case 10: []
        case 11:
          [
            .datagram(
              (isStillRunning ? Answer.row(request.sequence, command: 9, running) : [])
                + Answer.done(request.sequence))
          ]
        default: [.datagram(Answer.acknowledgement(request.sequence))]
        }
      }
    }
    let stops: [Change] = [.stopDaemon(.master, syncID: 0), .stopDaemon(.backup, syncID: 0)]
    let refusal = isStillRunning ? DirectorError(.refused, .interrupted) : nil
    #expect(
      try KernelDirector(transport).submit(deletions(1) + stops + deletions(1))
        == [nil, refusal, nil, nil])
    #expect(try KernelDirector(transport).submit(deletions(2) + stops) == [nil, nil, refusal, nil])
  }

  @Test("Sequence numbers may wrap")
  func wrappingNumbers() throws {
    let transport = FakeTransport {
      $0.map { .datagram(Answer.acknowledgement($0.sequence, errno: 3)) }
    }
    let channel = NetlinkChannel(transport: transport) { 0 }
    let conversation = Conversation(channel, family: testFamily, sequence: .max - 3)
    var outcomes: [DirectorError?] = []
    try conversation.submit(deletions(8)[...], to: &outcomes)
    #expect(
      outcomes == [DirectorError?](repeating: DirectorError(.refused, .noSuchProcess), count: 8))
  }
}
