import IPVS
import Testing

@testable import IPVSKernel

/// Tables that come row by row, and what may come in between.
@Suite("Listings")
struct ListingTests {
  typealias Event = FakeTransport.Event

  /// Marks of the services that a director lists.
  private func marks(_ director: KernelDirector) throws -> [UInt32] {
    try director.services().compactMap { service in
      if case .firewallMark(let mark, _) = service.identity { mark } else { nil }
    }
  }

  /// A kernel with services of these marks, one destination each.
  private func answers(
    _ request: SentMessage, marks: [UInt32] = [1, 2], flags: UInt16 = 2
  ) -> [Event] {
    let sequence = request.sequence
    switch request.command {
    case 4 where request.flags & 0x300 != 0:
      let rows = marks.map {
        Answer.row(sequence, command: 1, flags: flags, Row.service(mark: $0))
      }
      return [.datagram(rows.flatMap { $0 }), .datagram(Answer.done(sequence))]
    case 8:
      return [
        .datagram(
          Answer.row(sequence, command: 5, Row.destination(9)) + Answer.done(sequence))
      ]
    default:
      return [.datagram(Answer.acknowledgement(sequence, errno: 3))]
    }
  }

  @Test("Services come with their destinations, one listing after the other")
  func listing() throws {
    let transport = FakeTransport { $0.flatMap { answers($0) } }
    let services = try KernelDirector(transport).services()
    #expect(services.map(\.identity) == [.firewallMark(1, .ipv4), .firewallMark(2, .ipv4)])
    #expect(
      services.allSatisfy { $0.destinations.map(\.endpoint.description) == ["192.168.1.9:80"] })
    #expect(transport.sent.count == 3)
    #expect(transport.events.isEmpty)
  }

  @Test("An interrupted listing is read to its end and begun again")
  func interruptedOnce() throws {
    var attempt = 0
    let transport = FakeTransport { requests in
      requests.flatMap { request -> [Event] in
        guard request.command == 4 else { return answers(request) }
        attempt += 1
        return answers(
          request, marks: attempt == 1 ? [1, 2, 3] : [7], flags: attempt == 1 ? 0x12 : 2)
      }
    }
    #expect(try marks(KernelDirector(transport)) == [7])
    #expect(attempt == 2)
  }

  @Test("The mark of interruption counts on the last message too")
  func interruptedAtEnd() throws {
    var attempt = 0
    let transport = FakeTransport { requests in
      requests.flatMap { request -> [Event] in
        guard request.command == 4 else { return answers(request) }
        attempt += 1
        return [.datagram(Answer.done(request.sequence, flags: attempt == 1 ? 0x12 : 2))]
      }
    }
    #expect(try marks(KernelDirector(transport)) == [])
    #expect(attempt == 2)
  }

  @Test("A listing that is interrupted again and again is given up")
  func interruptedAlways() {
    let transport = FakeTransport { $0.flatMap { answers($0, flags: 0x12) } }
    #expect(throws: DirectorError(.interruptedListing, .interrupted)) {
      try KernelDirector(transport).services()
    }
    #expect(transport.sent.count == 5)
    #expect(transport.events.isEmpty)
  }

  @Test("Answers that were lost or cut have the listing begun again", arguments: [true, false])
  func lostOnce(isCut: Bool) throws {
    var attempt = 0
    let transport = FakeTransport { requests in
      requests.flatMap { request -> [Event] in
        guard request.command == 4 else { return answers(request) }
        attempt += 1
        guard attempt == 1 else { return answers(request, marks: [7]) }
        let long = (1...200).flatMap {
          Answer.row(request.sequence, command: 1, Row.service(mark: $0))
        }
        let loss = isCut ? Event.datagram(long) : .failure(.noBufferSpace)
        return [loss] + answers(request, marks: [1, 2])
      }
    }
    #expect(try marks(KernelDirector(transport)) == [7])
    #expect(attempt == 2)
    #expect(transport.events.isEmpty)
  }

  @Test("After a datagram that was cut there is room for one like it")
  func growth() throws {
    let transport = FakeTransport { requests in
      requests.flatMap { request -> [Event] in
        request.command == 4 ? answers(request, marks: Array(1...200)) : answers(request)
      }
    }
    #expect(try marks(KernelDirector(transport)) == Array(1...200))
  }

  @Test("The end of a listing may bring an error number, or none at all")
  func doneWithError() throws {
    let transport = FakeTransport { requests in
      requests.map { .datagram(Answer.done($0.sequence, errno: 12)) }
    }
    #expect(throws: DirectorError(.refused, .noMemory)) {
      try KernelDirector(transport).services()
    }
    let old = FakeTransport { requests in
      requests.map { .datagram(Answer.message(type: 3, flags: 2, sequence: $0.sequence, [])) }
    }
    #expect(try KernelDirector(old).services() == [])
    let odd = FakeTransport { requests in
      requests.map { .datagram(Answer.message(type: 3, flags: 2, sequence: $0.sequence, [1])) }
    }
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try KernelDirector(odd).services()
    }
  }

  @Test("A refused listing, and a row that cannot be read")
  func failedListing() {
    let refusing = FakeTransport {
      $0.map { .datagram(Answer.acknowledgement($0.sequence, errno: 16)) }
    }
    #expect(throws: DirectorError(.refused, .resourceBusy)) {
      try KernelDirector(refusing).daemons()
    }
    let garbled = FakeTransport { requests in
      requests.flatMap { request -> [Event] in
        [
          .datagram(Answer.row(request.sequence, command: 1, hex("0800 0100 00000000"))),
          .datagram(Answer.row(request.sequence, command: 1, Row.service(mark: 1))),
          .datagram(Answer.done(request.sequence)),
        ]
      }
    }
    #expect(throws: DirectorError(.malformedAnswer, .badMessage)) {
      try KernelDirector(garbled).services()
    }
    // It was read to its end: an unfinished dump would make the kernel refuse the next one.
    #expect(garbled.events.isEmpty)
  }

  @Test("A service that vanishes in between is left out, one without destinations is not")
  func vanishedService() throws {
    let transport = FakeTransport { requests in
      requests.flatMap { request -> [Event] in
        switch (request.command, request.sequence) {
        // Number 1 lists the services; 2 and 4 their destinations; 3 and 5 ask for them again.
        case (8, _): [.datagram(Answer.done(request.sequence))]
        case (4, 3): [.datagram(Answer.acknowledgement(3, errno: 3))]
        case (4, 5):
          [
            .datagram(Answer.row(5, command: 1, flags: 0, Row.service(mark: 2))),
            .datagram(Answer.acknowledgement(5)),
          ]
        default: answers(request)
        }
      }
    }
    #expect(try marks(KernelDirector(transport)) == [2])
    #expect(transport.sent.count == 5)
  }

  @Test("One service: itself, then its destinations; or ESRCH")
  func oneService() throws {
    let transport = FakeTransport { requests in
      requests.flatMap { request -> [Event] in
        guard request.command == 4 else { return answers(request) }
        return [
          .datagram(Answer.row(request.sequence, command: 1, flags: 0, Row.service(mark: 5))),
          .datagram(Answer.acknowledgement(request.sequence)),
        ]
      }
    }
    let service = try KernelDirector(transport).service(.firewallMark(5, .ipv4))
    #expect(service.destinations.count == 1)
    let empty = FakeTransport {
      $0.map { .datagram(Answer.acknowledgement($0.sequence, errno: 3)) }
    }
    #expect(throws: DirectorError(.refused, .noSuchProcess)) {
      try KernelDirector(empty).service(.firewallMark(5, .ipv4))
    }
  }
}
