import IPVS

/// What carries datagrams to the kernel and back: a socket, or a test's imitation of one.
protocol NetlinkTransport: AnyObject {
  /// Sends one or more whole messages in one datagram.
  func send(_ bytes: [UInt8]) throws(Errno)

  /// Waits for a datagram and writes it to the beginning of the buffer.
  ///
  /// Throws `EAGAIN` where none came in time, `ENOBUFS` where some were lost before.
  func receive(into buffer: inout [UInt8]) throws(Errno) -> NetlinkDatagram
}

/// What is known of a datagram that arrived.
struct NetlinkDatagram: Hashable, Sendable {
  /// Its length in bytes; more than the buffer has where the datagram was cut.
  var length: Int
  /// The port of its sender; 0 is the kernel.
  var sender: UInt32

  /// A datagram's length and sender.
  init(length: Int, sender: UInt32) {
    self.length = length
    self.sender = sender
  }
}
