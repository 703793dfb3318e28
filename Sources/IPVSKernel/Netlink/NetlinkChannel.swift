import IPVS

/// Messages to and from the kernel, over a transport of datagrams.
final class NetlinkChannel {
  /// The longest message that a kernel makes of its own accord: `NLMSG_GOODSIZE` is a page, at most
  /// 8192 bytes.
  ///
  /// A larger buffer would cost: the kernel allocates for each part of a dump as much as the
  /// largest buffer that it has seen on the socket.
  static let messageSize = min(Host.pageSize, 8192)

  /// How much is read at a time of a long dump, for whose parts the kernel then allocates as much:
  /// the most that it does.
  private static let longDumpSize = 32 * 1024

  /// The longest message that is believed.
  private static let longestMessage = 1 << 20

  /// How long to listen to others while an answer is awaited, in nanoseconds.
  private static let patience: UInt64 = 5_000_000_000

  private var transport: any NetlinkTransport
  private let another: (() throws(DirectorError) -> any NetlinkTransport)?
  private let now: () -> UInt64
  private var buffer = [UInt8](repeating: 0, count: NetlinkChannel.messageSize)

  /// A channel over a transport.
  ///
  /// - Parameters:
  ///   - another: opens another transport to the same kernel, where that is possible.
  ///   - now: the time in nanoseconds, on a clock that is never set.
  init(
    transport: any NetlinkTransport,
    another: (() throws(DirectorError) -> any NetlinkTransport)? = nil,
    now: @escaping () -> UInt64
  ) {
    self.transport = transport
    self.another = another
    self.now = now
  }

  /// Reads more at a time from now on: for the parts of a long dump, but dear for many short ones.
  func prepareForLongDump() {
    guard buffer.count < NetlinkChannel.longDumpSize else { return }
    buffer = [UInt8](repeating: 0, count: NetlinkChannel.longDumpSize)
  }

  /// Goes on over another transport where more is read at a time on this one.
  ///
  /// Nothing may be awaited. Where there is no other, short dumps stay dear.
  func prepareForShortDumps() {
    guard buffer.count > NetlinkChannel.messageSize, let another, let fresh = try? another() else {
      return
    }
    transport = fresh
    buffer = [UInt8](repeating: 0, count: NetlinkChannel.messageSize)
  }

  /// Sends one or more whole messages.
  func send(_ bytes: [UInt8]) throws(DirectorError) {
    while true {
      do throws(Errno) {
        return try transport.send(bytes)
      } catch .interrupted {
        continue
      } catch {
        throw DirectorError(transport: error)
      }
    }
  }

  /// What a message means to whoever is listening.
  enum Progress {
    /// It belongs to something else.
    case foreign
    /// It is awaited, and more is to come.
    case more
    /// It is the last one that is awaited.
    case finished
  }

  /// Reads messages until the closure says that it has had the last one.
  ///
  /// What does not come from the kernel is passed over. That and foreign messages can keep the
  /// listener waiting for a while only, then `noAnswer` is thrown.
  ///
  /// - Parameter whenLost: hears of messages that were lost or cut; throws where that matters.
  func listen(
    whenLost: (DirectorError) throws(DirectorError) -> Void,
    _ body: (NetlinkHeader, RawSpan) throws(DirectorError) -> Progress
  ) throws(DirectorError) {
    var deadline: UInt64?
    while true {
      var isAwaited = false
      switch try receive() {
      case .nothing:
        break
      case .lost(let loss):
        try whenLost(loss)
      case .datagram(let length):
        let bytes = buffer
        var rest = bytes.span.bytes.extracting(first: length)
        while !rest.isEmpty {
          guard let header = NetlinkHeader(rest) else { throw .malformedAnswer }
          switch try body(header, rest.extracting(NetlinkHeader.size..<header.length)) {
          case .foreign: break
          case .more: isAwaited = true
          case .finished: return
          }
          // The last message need not be filled up.
          rest = rest.extracting(droppingFirst: min((header.length + 3) & ~3, rest.byteCount))
        }
      }
      // The clock is asked only when something came that was not awaited.
      if isAwaited {
        deadline = nil
      } else if let deadline {
        guard now() < deadline else { throw DirectorError(.noAnswer, .timedOut) }
      } else {
        deadline = now() &+ NetlinkChannel.patience
      }
    }
  }

  private enum Reception {
    /// This many bytes in the buffer.
    case datagram(Int)
    /// Somebody else's datagram, or a signal.
    case nothing
    /// Something was lost: the error, for whom that is one.
    case lost(DirectorError)
  }

  private func receive() throws(DirectorError) -> Reception {
    do throws(Errno) {
      let datagram = try transport.receive(into: &buffer)
      guard datagram.sender == 0 else { return .nothing }
      guard datagram.length > buffer.count else { return .datagram(max(0, datagram.length)) }
      // No kernel is known to do this; the next attempt shall have room.
      let size = min(datagram.length, NetlinkChannel.longestMessage)
      buffer = [UInt8](repeating: 0, count: size)
      return .lost(.malformedAnswer)
    } catch .interrupted {
      return .nothing
    } catch .noBufferSpace {
      return .lost(DirectorError(transport: .noBufferSpace))
    } catch {
      throw DirectorError(transport: error)
    }
  }
}

extension DirectorError {
  /// A failure of the socket; `EAGAIN` says that it waited as long as it may.
  fileprivate init(transport errno: Errno) {
    switch errno {
    case .resourceTemporarilyUnavailable: self.init(.noAnswer, .timedOut)
    default: self.init(.transport, errno)
    }
  }
}
