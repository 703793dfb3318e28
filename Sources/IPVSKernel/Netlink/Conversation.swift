import IPVS

/// Requests to a generic netlink family, and the answers that belong to them.
///
/// Requests are numbered. What answers an older request, and what does not come from the kernel,
/// is passed over: so a request that failed leaves nothing behind that could be mistaken.
final class Conversation {
  /// How often a listing is begun that is interrupted.
  private static let attempts = 5

  /// How many rows a dump has that is not long; a page holds about as many services.
  private static let fewRows = 10

  private let channel: NetlinkChannel
  private let family: UInt16
  private var sequence: UInt32
  /// Keeps its room from one request to the next.
  private var writer = AttributeWriter(capacity: 4096)

  /// A conversation with the family of a number.
  ///
  /// - Parameter sequence: the number before the first request.
  init(_ channel: NetlinkChannel, family: UInt16, sequence: UInt32 = 0) {
    self.channel = channel
    self.family = family
    self.sequence = sequence
  }

  /// Sends a request and tells its number.
  private func send(
    _ command: Command, flags: NetlinkHeader.Flags, attributes: (inout AttributeWriter) -> Void
  ) throws(DirectorError) -> UInt32 {
    sequence &+= 1
    writer.removeAll()
    let request = writer.beginRequest(
      family: family, command: command, flags: flags.union(.acknowledge), sequence: sequence)
    attributes(&writer)
    writer.endRequest(request)
    try channel.send(writer.bytes)
    return sequence
  }
}

// MARK: One request

extension Conversation {
  /// Sends a question, decodes the attributes of its answer, and waits for the acknowledgement.
  ///
  /// Throws `refused` with the kernel's error number.
  func ask<Answer>(
    _ command: Command, attributes: (inout AttributeWriter) -> Void = { _ in },
    decode: (RawSpan) throws(DirectorError) -> Answer
  ) throws(DirectorError) -> Answer {
    var answer: Answer?
    let sequence = try send(command, flags: [], attributes: attributes)
    var outcome: DirectorError?
    try channel.listen(whenLost: { loss throws(DirectorError) in throw loss }) {
      (header, payload) throws(DirectorError) in
      guard header.sequence == sequence else { return .foreign }
      switch header.type {
      case NetlinkHeader.ControlType.error:
        // What cannot be read was followed by its acknowledgement, which is now out of the way.
        outcome = try payload.refusal() ?? outcome
        return .finished
      case family:
        do throws(DirectorError) {
          answer = try payload.decode(decode)
        } catch {
          outcome = error
        }
        return .more
      default:
        return .more
      }
    }
    if let outcome { throw outcome }
    guard let answer else { throw .malformedAnswer }
    return answer
  }

  /// How many bytes of requests are sent together: for more than fits into a page beside what the
  /// kernel puts behind it, the kernel maps memory for each datagram.
  private static let longestDatagram = 3776

  /// How many requests are sent before an answer is read.
  ///
  /// The answers find room in the socket even if each of the requests is refused.
  static let mostUnanswered = 128

  /// Sends the requests of the first of some changes, as many as may be, and appends what became of
  /// each.
  ///
  /// The kernel carries requests out in their order. It tells of each that it refuses; of those that
  /// it carried out it need not speak, except for the last one, whose answer says that all the others
  /// have been dealt with.
  ///
  /// A request that stayed without an acknowledgement, where that may happen, counts as refused with
  /// `EINTR`.
  func submit(
    _ changes: ArraySlice<Change>, to outcomes: inout [DirectorError?]
  ) throws(DirectorError) {
    let changes = changes.prefix(Conversation.mostUnanswered)
    let first = sequence &+ 1
    var next = changes.startIndex
    while next < changes.endIndex {
      next = writer.writeRequests(
        of: changes, from: next, family: family, longest: Conversation.longestDatagram,
        sequence: &sequence)
      try channel.send(writer.bytes)
    }
    guard next > changes.startIndex else { return }

    let lastIndex = Int(sequence &- first)
    let start = outcomes.count
    try channel.listen(whenLost: { loss throws(DirectorError) in throw loss }) {
      (header, payload) throws(DirectorError) in
      let index = Int(header.sequence &- first)
      guard index <= lastIndex else { return .foreign }
      guard header.type == NetlinkHeader.ControlType.error else { return .more }
      guard index >= outcomes.count - start else { throw .malformedAnswer }
      for place in outcomes.count - start..<index {
        let isSilent = changes[changes.startIndex + place].mayStayUnanswered
        outcomes.append(isSilent ? DirectorError(.refused, .interrupted) : nil)
      }
      let refusal = try payload.refusal()
      // The empty request's own outcome is nobody's.
      if index < changes.count { outcomes.append(refusal) }
      return index == lastIndex ? .finished : .more
    }
  }
}

extension AttributeWriter {
  /// Writes requests from one change on over what was there, as many as fit into a datagram; that of
  /// the last change asks for an acknowledgement.
  ///
  /// - Parameters:
  ///   - longest: how many bytes fit.
  ///   - sequence: the number of the last request.
  /// - Returns: the first change that is left over.
  fileprivate mutating func writeRequests(
    of changes: ArraySlice<Change>, from start: Int, family: UInt16, longest: Int,
    sequence: inout UInt32
  ) -> Int {
    removeAll()
    var next = start
    var last = 0
    while next < changes.endIndex {
      let request = beginRequest(
        family: family, command: changes[next].command,
        flags: changes[next].mayStayUnanswered ? .acknowledge : [], sequence: sequence &+ 1)
      changes[next].write(to: &self)
      endRequest(request)
      if count > longest, next > start {
        removeAll(from: request)
        break
      }
      last = request
      sequence &+= 1
      next += 1
    }
    guard next == changes.endIndex else { return next }
    let flags: NetlinkHeader.Flags = [.request, .acknowledge]
    store(flags.rawValue, at: last + NetlinkHeader.flagsOffset)
    if changes[next - 1].mayStayUnanswered {
      // Its acknowledgement tells that no other will come.
      sequence &+= 1
      appendEmptyRequest(sequence: sequence)
    }
    return next
  }
}

// MARK: Dumps

extension Conversation {
  /// Makes many short dumps cheap, where a long one has made them dear.
  func prepareForShortDumps() {
    channel.prepareForShortDumps()
  }

  /// Asks for a whole table and decodes its rows, as often as the listing is interrupted.
  ///
  /// - Parameter mayBeLong: whether more than a message is read at a time where there are many, which
  ///   makes all later dumps on the socket dearer that are short.
  func dump<Row>(
    _ command: Command, mayBeLong: Bool = false,
    attributes: (inout AttributeWriter) -> Void = { _ in },
    decode: (RawSpan) throws(DirectorError) -> Row
  ) throws(DirectorError) -> [Row] {
    for _ in 1...Conversation.attempts {
      if let rows = try dumpOnce(command, mayBeLong, attributes: attributes, decode: decode) {
        return rows
      }
    }
    throw DirectorError(.interruptedListing, .interrupted)
  }

  /// One attempt at a dump; nil where it was interrupted.
  ///
  /// It is read to its end whatever happens: while one dump is under way on a socket, the kernel
  /// refuses the next with `EBUSY`.
  private func dumpOnce<Row>(
    _ command: Command, _ mayBeLong: Bool, attributes: (inout AttributeWriter) -> Void,
    decode: (RawSpan) throws(DirectorError) -> Row
  ) throws(DirectorError) -> [Row]? {
    let sequence = try send(command, flags: .dump, attributes: attributes)
    var rows: [Row] = []
    var isInterrupted = false
    var outcome: DirectorError?
    try channel.listen(whenLost: { _ in isInterrupted = true }) {
      (header, payload) throws(DirectorError) in
      guard header.sequence == sequence else { return .foreign }
      if header.flags.contains(.dumpInterrupted) { isInterrupted = true }
      switch header.type {
      case NetlinkHeader.ControlType.done:
        outcome = try payload.isEmpty ? outcome : payload.refusal() ?? outcome
        return .finished
      case NetlinkHeader.ControlType.error:
        guard let refusal = try payload.refusal() else { return .more }
        outcome = refusal
        return .finished
      case NetlinkHeader.ControlType.overrun:
        isInterrupted = true
      case family where outcome == nil && !isInterrupted:
        do throws(DirectorError) {
          rows.append(try payload.decode(decode))
        } catch {
          outcome = error
        }
        if mayBeLong, rows.count == Conversation.fewRows { channel.prepareForLongDump() }
      default:
        break
      }
      return .more
    }
    if isInterrupted { return nil }
    if let outcome { throw outcome }
    return rows
  }
}

// MARK: Payloads

extension RawSpan {
  /// The error number at the beginning of a refusal or of a dump's end; nil where it is 0.
  fileprivate func refusal() throws(DirectorError) -> DirectorError? {
    guard byteCount >= 4 else { throw .malformedAnswer }
    let number = unsafeLoadUnaligned(as: Int32.self)
    guard number != 0 else { return nil }
    guard number < 0, number > Int32.min else { throw .malformedAnswer }
    return DirectorError(.refused, Errno(rawValue: -number))
  }

  /// Decodes what follows the generic netlink header.
  fileprivate func decode<Answer>(
    _ decode: (RawSpan) throws(DirectorError) -> Answer
  ) throws(DirectorError) -> Answer {
    guard byteCount >= NetlinkHeader.genericSize else { throw .malformedAnswer }
    return try decode(extracting(droppingFirst: NetlinkHeader.genericSize))
  }
}
