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

  @Test("Many changes go out in batches of 16; each has its own outcome, in order")
  func batches() throws {
    let transport = FakeTransport { requests in
      requests.map {
        .datagram(
          Answer.acknowledgement($0.sequence, errno: $0.sequence.isMultiple(of: 7) ? 3 : 0))
      }
    }
    let outcomes = try KernelDirector(transport).submit(deletions(40))
    #expect(transport.sent.map { SentMessage.all(in: $0).count } == [16, 16, 8])
    let expected = (1...40).map { number in
      number.isMultiple(of: 7) ? DirectorError(.refused, .noSuchProcess) : nil
    }
    #expect(outcomes == expected)
    #expect(try KernelDirector(transport).submit([]) == [])
    #expect(throws: Never.self) { try KernelDirector(transport).submit(deletions(1)[0]) }
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
      [.datagram(Answer.acknowledgement(requests[0].sequence)), .failure(.noBufferSpace)]
        + requests.dropFirst(2).map { .datagram(Answer.acknowledgement($0.sequence)) }
    }
    #expect(throws: DirectorError(.transport, .noBufferSpace)) {
      try KernelDirector(transport).submit(deletions(5))
    }
  }

  @Test("So are acknowledgements that are missing, doubled or out of order")
  func wrongAcknowledgements() {
    for order in [[1, 3, 2], [2, 1, 3], [3], [1, 1, 2, 3]] {
      let transport = FakeTransport { _ in
        order.map { .datagram(Answer.acknowledgement(UInt32($0))) }
      }
      #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
        try KernelDirector(transport).submit(deletions(3))
      }
    }
    let silent = FakeTransport { _ in [.datagram(Answer.acknowledgement(1))] }
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
    let changes = [
      deletions(1)[0], .stopDaemon(.master, syncID: 0), .stopDaemon(.backup, syncID: 0),
      deletions(1)[0],
    ]
    let refusal = isStillRunning ? DirectorError(.refused, .interrupted) : nil
    #expect(try KernelDirector(transport).submit(changes) == [nil, refusal, nil, nil])
  }

  @Test("Sequence numbers may wrap")
  func wrappingNumbers() throws {
    let transport = FakeTransport {
      $0.map { .datagram(Answer.acknowledgement($0.sequence, errno: 3)) }
    }
    let channel = NetlinkChannel(transport: transport) { 0 }
    let conversation = Conversation(channel, family: testFamily, sequence: .max - 3)
    let outcomes = try conversation.submit(deletions(8)[...])
    #expect(
      outcomes == [DirectorError?](repeating: DirectorError(.refused, .noSuchProcess), count: 8))
  }
}
