import CIPVSNetlink
import IPVS

/// A generic netlink socket of this process, in the network namespace where it was opened.
///
/// It is closed on exec, and closed with its last reference.
final class NetlinkSocket: NetlinkTransport {
  /// How long one message may take to arrive or to leave, in seconds.
  ///
  /// The kernel carries a request out while it is being sent, so that its answer is there at once.
  private static let limit: UInt32 = 5

  /// How many bytes of answers may wait to be read, as the kernel counts them.
  private static let queueSize = 256 * 1024

  private let handle: OpaquePointer

  /// Opens a socket.
  ///
  /// - Parameter messageSize: the longest message to read while a family is looked up.
  init(messageSize: Int) throws(DirectorError) {
    var handle: OpaquePointer?
    let status = ipvs_netlink_open(
      &handle, NetlinkSocket.limit, NetlinkSocket.queueSize, messageSize)
    guard status == 0, let handle else {
      throw DirectorError(.transport, Errno(status: Int(status)))
    }
    self.handle = handle
  }

  deinit {
    ipvs_netlink_close(handle)
  }

  /// The number that the kernel has given a family, which it loads where it can.
  ///
  /// Throws `notAvailable` where the kernel knows no such family.
  func family(named name: String) throws(DirectorError) -> UInt16 {
    let status = ipvs_netlink_resolve(handle, name)
    if let family = UInt16(exactly: status) { return family }
    switch Errno(status: Int(status)) {
    case .noSuchFileOrDirectory: throw DirectorError(.notAvailable, .protocolNotAvailable)
    case .resourceTemporarilyUnavailable: throw DirectorError(.noAnswer, .timedOut)
    case let errno: throw DirectorError(.transport, errno)
    }
  }

  func send(_ bytes: [UInt8]) throws(Errno) {
    let status = bytes.withUnsafeBytes { bytes in
      bytes.baseAddress.map { ipvs_netlink_send(handle, $0, bytes.count) } ?? 0
    }
    guard status == 0 else { throw Errno(status: Int(status)) }
  }

  func receive(into buffer: inout [UInt8]) throws(Errno) -> NetlinkDatagram {
    var sender: UInt32 = 0
    let status = buffer.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { ipvs_netlink_receive(handle, $0, buffer.count, &sender) } ?? 0
    }
    guard status >= 0 else { throw Errno(status: status) }
    return NetlinkDatagram(length: status, sender: sender)
  }
}

extension Errno {
  /// The error number in a negative result of the shim.
  fileprivate init(status: Int) {
    self.init(rawValue: Int32(clamping: status.magnitude))
  }
}
