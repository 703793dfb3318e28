internal import Glibc
internal import IPVS

extension Packet {
  /// Sends the packet from this machine as it is, whatever source it names; it passes the
  /// director on its way out.
  func send() throws(AgentError) {
    // The port of a raw socket's address is not used.
    let address = SocketAddress(Endpoint(target.address))
    let socket = try makeSocket(address.family, SOCK_RAW, Int32(IPPROTO_RAW))
    defer { close(socket) }
    if mark != 0 { try setOption(socket, SOL_SOCKET, SO_MARK, mark) }
    let bytes = bytes
    for _ in 0..<times {
      let count = address.withPointer { pointer, length in
        sendto(socket, bytes, bytes.count, 0, pointer, length)
      }
      // The director refuses a packet where a service has no destination.
      if count == -1, errno == EPERM { continue }
      guard count == bytes.count else { throw .system("cannot send a packet to \(target)") }
    }
  }
}
