import IPVS
import Testing

@testable import IPVSKernel

/// Single questions, and everything that may come instead of an answer.
@Suite("Questions")
struct QuestionTests {
  typealias Event = FakeTransport.Event

  private let information = hex("0800 0100 01020100  0800 0200 00100000")

  @Test("An answer and its acknowledgement, in one datagram or in two")
  func question() throws {
    let expected = DirectorInformation(
      version: DirectorInformation.Version(rawValue: 0x01_02_01), connectionTableSize: 4096)
    for isOne in [true, false] {
      let transport = FakeTransport { [information] requests in
        requests.flatMap { request -> [Event] in
          let answer = Answer.row(request.sequence, command: 14, flags: 0, information)
          let end = Answer.acknowledgement(request.sequence)
          return isOne ? [.datagram(answer + end)] : [.datagram(answer), .datagram(end)]
        }
      }
      let director = KernelDirector(transport)
      #expect(try director.information() == expected)
      #expect(try director.information() == expected)
      #expect(transport.events.isEmpty)
    }
  }

  @Test("A refusal comes out with the kernel's error number")
  func refusal() {
    let transport = FakeTransport {
      $0.map { .datagram(Answer.acknowledgement($0.sequence, errno: 1)) }
    }
    #expect(throws: DirectorError(.refused, .notPermitted)) {
      try KernelDirector(transport).information()
    }
  }

  @Test("An acknowledgement without an answer, an answer that is cut short")
  func malformedAnswers() {
    let bodies: [[UInt8]] = [[], hex("0800 0100 0102"), hex("0800 0100 01020100")]
    for body in bodies {
      let transport = FakeTransport { requests in
        requests.flatMap { request -> [Event] in
          let end = Event.datagram(Answer.acknowledgement(request.sequence))
          guard !body.isEmpty else { return [end] }
          let row = Answer.row(request.sequence, command: 14, flags: 0, body)
          return [.datagram(row), end]
        }
      }
      let director = KernelDirector(transport)
      #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
        try director.information()
      }
      // Nothing was left behind.
      #expect(transport.events.isEmpty)
    }
  }

  @Test("Old answers, other senders, empty datagrams and signals are passed over")
  func foreignMessages() throws {
    let transport = FakeTransport { [information] requests in
      requests.flatMap { request -> [Event] in
        let answer = Answer.row(request.sequence, command: 14, flags: 0, information)
        let end = Answer.acknowledgement(request.sequence)
        return [
          .failure(.interrupted),
          .datagram(Answer.acknowledgement(request.sequence &- 1, errno: 1)),
          .datagram(Answer.acknowledgement(request.sequence, errno: 1), sender: 4711),
          .datagram([]),
          .datagram(Answer.acknowledgement(0, errno: 1) + answer),
          .datagram([1, 2, 3], sender: 4711),
          .datagram(Answer.message(type: 1, sequence: request.sequence, [])),
          .datagram(end),
        ]
      }
    }
    #expect(try KernelDirector(transport).information().connectionTableSize == 4096)
  }

  @Test("Others cannot keep a listener waiting for ever")
  func flood() {
    let transport = FakeTransport()
    for _ in 0..<1000 { transport.events.append(.datagram(Answer.acknowledgement(99))) }
    var time: UInt64 = 0
    let director = KernelDirector(transport) {
      time += 1_000_000_000
      return time
    }
    #expect(throws: DirectorError(.noAnswer, .timedOut)) { try director.information() }
    #expect(transport.readCount < 10)
  }

  @Test("Signals and losses cannot either", arguments: [Errno.interrupted, .noBufferSpace])
  func failuresWithoutEnd(errno: Errno) {
    let transport = FakeTransport()
    for _ in 0..<1000 { transport.events.append(.failure(errno)) }
    var time: UInt64 = 0
    let director = KernelDirector(transport) {
      time += 1_000_000_000
      return time
    }
    #expect(throws: DirectorError(.noAnswer, .timedOut)) { try director.services() }
    #expect(transport.readCount < 10)
  }

  @Test("Silence, and failures of the socket")
  func failures() {
    #expect(throws: DirectorError(.noAnswer, .timedOut)) {
      try KernelDirector(FakeTransport()).information()
    }
    let broken = FakeTransport { _ in [.failure(.ioError)] }
    #expect(throws: DirectorError(.transport, .ioError)) {
      try KernelDirector(broken).information()
    }
    let deaf = FakeTransport()
    deaf.sendFailures = [.interrupted, .interrupted, .noMemory]
    #expect(throws: DirectorError(.transport, .noMemory)) {
      try KernelDirector(deaf).information()
    }
    #expect(deaf.sent.isEmpty)
    deaf.sendFailures = [.resourceTemporarilyUnavailable]
    #expect(throws: DirectorError(.noAnswer, .timedOut)) {
      try KernelDirector(deaf).information()
    }
  }

  @Test("What an earlier request left unread is not taken for an answer")
  func leftovers() throws {
    var isFirst = true
    let transport = FakeTransport { [information] requests in
      defer { isFirst = false }
      return requests.flatMap { request -> [Event] in
        let row = Answer.row(request.sequence, command: 14, flags: 0, information)
        let end = Answer.acknowledgement(request.sequence, errno: isFirst ? 1 : 0)
        return isFirst ? [.failure(.ioError), .datagram(end)] : [.datagram(row + end)]
      }
    }
    let director = KernelDirector(transport)
    #expect(throws: DirectorError(.transport, .ioError)) { try director.information() }
    #expect(try director.information().connectionTableSize == 4096)
  }

  @Test("Headers that cannot be", arguments: [0, 15, 17, 4096])
  func headers(length: UInt32) {
    let transport = FakeTransport { _ in
      var bytes: [UInt8] = []
      bytes.append(native: length)
      return [.datagram(bytes + [2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])]
    }
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try KernelDirector(transport).information()
    }
  }
}
