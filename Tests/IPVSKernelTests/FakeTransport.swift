import IPVS

@testable import IPVSKernel

/// A kernel of a test's own: what it answers to each datagram, in the order in which it is read.
final class FakeTransport: NetlinkTransport {
  enum Event {
    /// A datagram from a port, 0 being the kernel's.
    case datagram([UInt8], sender: UInt32 = 0)
    /// Reading fails.
    case failure(Errno)
  }

  /// What was sent, datagram by datagram.
  private(set) var sent: [[UInt8]] = []
  /// What is to be read.
  var events: [Event] = []
  /// With what sending fails, one after the other.
  var sendFailures: [Errno] = []
  /// How many datagrams were read.
  private(set) var readCount = 0

  private let answer: ([SentMessage]) -> [Event]

  init(answer: @escaping ([SentMessage]) -> [Event] = { _ in [] }) {
    self.answer = answer
  }

  func send(_ bytes: [UInt8]) throws(Errno) {
    if !sendFailures.isEmpty { throw sendFailures.removeFirst() }
    sent.append(bytes)
    events += answer(SentMessage.all(in: bytes))
  }

  func receive(into buffer: inout [UInt8]) throws(Errno) -> NetlinkDatagram {
    guard !events.isEmpty else { throw .resourceTemporarilyUnavailable }
    readCount += 1
    switch events.removeFirst() {
    case .failure(let errno): throw errno
    case .datagram(let bytes, let sender):
      let count = min(bytes.count, buffer.count)
      buffer.replaceSubrange(0..<count, with: bytes.prefix(count))
      return NetlinkDatagram(length: bytes.count, sender: sender)
    }
  }
}

/// A request as the kernel sees it.
struct SentMessage {
  var type: UInt16
  var flags: UInt16
  var sequence: UInt32
  var command: UInt8?
  /// What follows both headers.
  var attributes: [UInt8] = []

  /// The messages of a datagram that was sent.
  static func all(in bytes: [UInt8]) -> [SentMessage] {
    var messages: [SentMessage] = []
    var rest = bytes[...]
    while rest.count >= 16 {
      let header = Array(rest.prefix(20))
      let length = Int(header.number(at: 0, count: 4))
      messages.append(
        SentMessage(
          type: UInt16(header.number(at: 4, count: 2)),
          flags: UInt16(header.number(at: 6, count: 2)),
          sequence: UInt32(header.number(at: 8, count: 4)),
          command: length > 16 ? header[16] : nil,
          attributes: Array(rest.prefix(length).dropFirst(20))))
      rest = rest.dropFirst((length + 3) & ~3)
    }
    return messages
  }
}

/// The number of the family in all tests.
let testFamily: UInt16 = 0x1c

extension KernelDirector {
  /// A director that talks to a fake kernel.
  convenience init(_ transport: FakeTransport, now: @escaping () -> UInt64 = { 0 }) {
    self.init(transport: transport, family: testFamily, now: now)
  }
}
