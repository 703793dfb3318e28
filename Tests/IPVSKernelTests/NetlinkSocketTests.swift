import Glibc
import IPVS
import Testing

@testable import IPVSKernel

/// The real socket, with the one family that every Linux has; needs no privilege and no IPVS.
@Suite("Netlink socket", .serialized)
struct NetlinkSocketTests {
  /// The descriptors of this process that are netlink sockets, with their flags.
  private func descriptors() -> [Int32: String] {
    var found: [Int32: String] = [:]
    for descriptor in Int32(0)..<256 {
      var address = sockaddr()
      var length = socklen_t(MemoryLayout<sockaddr>.size)
      guard getsockname(descriptor, &address, &length) == 0,
        address.sa_family == sa_family_t(AF_NETLINK)
      else { continue }
      found[descriptor] = fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0 ? "cloexec" : ""
    }
    return found
  }

  @Test("Closed on exec, and closed with its owner")
  func lifetime() throws {
    let before = descriptors()
    var socket: NetlinkSocket? = try NetlinkSocket(messageSize: 4096)
    let during = descriptors().filter { before[$0.key] == nil }
    #expect(during.values.map { $0 } == ["cloexec"])
    #expect(socket != nil)
    socket = nil
    #expect(descriptors() == before)
  }

  @Test("Families by name: a known one, an unknown one")
  func families() throws {
    let socket = try NetlinkSocket(messageSize: 4096)
    #expect(try socket.family(named: "nlctrl") == 16)
    #expect(throws: DirectorError(.notAvailable, .protocolNotAvailable)) {
      try socket.family(named: "no such one")
    }
    #expect(try socket.family(named: "nlctrl") == 16)
    // Longer than a name can be: refused, and not taken for a family that is missing.
    #expect(throws: DirectorError(.transport, .invalidArgument)) {
      try socket.family(named: "a name of many more than sixteen bytes")
    }
  }

  @Test("A request and its answer; a buffer that is too small tells the whole length")
  func exchange() throws {
    let socket = try NetlinkSocket(messageSize: 4096)
    // CTRL_CMD_GETFAMILY for "nlctrl", without an acknowledgement.
    let request = hex(
      """
      20000000 1000 0100 07000000 00000000
      03 01 0000
      0b00 0200 6e6c6374726c00 00
      """)
    try socket.send(request)
    var buffer = [UInt8](repeating: 0, count: 4096)
    let whole = try socket.receive(into: &buffer)
    #expect(whole.sender == 0)
    #expect(buffer.number(at: 0, count: 4) == UInt64(whole.length))
    #expect(buffer.number(at: 8, count: 4) == 7)

    try socket.send(request)
    var small = [UInt8](repeating: 0, count: 24)
    #expect(try socket.receive(into: &small).length == whole.length)
    #expect(small.count == 24)
    #expect(Array(small.prefix(16)) == Array(buffer.prefix(16)))
  }

  @Test("A conversation over the real socket")
  func conversation() throws {
    let socket = try NetlinkSocket(messageSize: NetlinkChannel.messageSize)
    let conversation = Conversation(
      NetlinkChannel(transport: socket, now: Host.nanoseconds), family: 16)
    // In the family of families, command 3 as a dump lists all of them; attribute 1 is a number.
    let numbers = try conversation.dump(.deleteService) { answer throws(DirectorError) in
      var number: UInt16?
      try answer.forEachAttribute { (type, payload) throws(DirectorError) in
        if type == 1 { number = try payload.uint16() }
      }
      return number
    }
    #expect(numbers.contains(16))
    // Command 4 is none that can be asked.
    #expect(throws: DirectorError(.refused, .notSupported)) {
      try conversation.ask(.getService) { (_) throws(DirectorError) in }
    }
  }
}
