internal import Glibc
internal import IPVS

/// One request to the kernel's network configuration (rtnetlink).
struct RouteMessage {
  private let type: UInt16
  private let flags: UInt16
  private var body: [UInt8]

  init(type: UInt16, flags: UInt16 = 0, body: [UInt8]) {
    self.type = type
    self.flags = flags
    self.body = body
  }

  // Flags of a request that makes something: NLM_F_CREATE and NLM_F_EXCL.
  static let creates: UInt16 = 0x600

  /// Makes a dummy interface with an index, and sets it up.
  static func addDummy(_ name: StaticString, index: Int32) -> RouteMessage {
    var message = RouteMessage(
      type: 16, flags: creates, body: interface(index: index))
    message.add(3, name.withUTF8Buffer(Array.init) + [0])  // IFLA_IFNAME
    // IFLA_LINKINFO with IFLA_INFO_KIND in it.
    message.add(18, attribute(1, Array("dummy".utf8)))
    return message
  }

  /// Sets an interface up that is there.
  static func setUp(index: Int32) -> RouteMessage {
    RouteMessage(type: 16, body: interface(index: index))
  }

  /// Gives an interface an address.
  static func addAddress(_ address: IPAddress, prefixLength: UInt8, index: UInt32) -> RouteMessage {
    // An IPv6 address is used at once, without looking for duplicates: IFA_F_NODAD.
    let noCheck: UInt8 = address.family == .ipv6 ? 0x02 : 0
    let family = UInt8(address.family.rawValue)
    var message = RouteMessage(
      type: 20, flags: creates, body: [family, prefixLength, noCheck, 0] + native(index))
    message.add(2, address.octets)  // IFA_LOCAL
    message.add(1, address.octets)  // IFA_ADDRESS
    return message
  }

  /// Sends everything that has no other route to an interface.
  static func addDefaultRoute(_ family: AddressFamily, index: UInt32) -> RouteMessage {
    // Main table, static, universe, unicast.
    var message = RouteMessage(
      type: 24, flags: creates,
      body: [UInt8(family.rawValue), 0, 0, 0, 254, 4, 0, 1, 0, 0, 0, 0])
    message.add(4, native(index))  // RTA_OIF
    return message
  }

  /// Sends requests and waits until each is carried out.
  static func submit(_ messages: [RouteMessage]) throws(AgentError) {
    let socket = try makeSocket(AF_NETLINK, SOCK_RAW, 0)
    defer { close(socket) }
    // One after the other: the kernel answers a request before `send` returns.
    for message in messages {
      let bytes = message.bytes
      guard send(socket, bytes, bytes.count, 0) == bytes.count else {
        throw .system("cannot configure the network")
      }
      var answer = [UInt8](repeating: 0, count: 4096)
      guard recv(socket, &answer, answer.count, 0) >= 20 else {
        throw .system("cannot configure the network")
      }
      // Behind the header of an acknowledgement stands the negative error number, or 0.
      let code = answer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 16, as: Int32.self) }
      guard code == 0 else {
        errno = -code
        throw .system("cannot configure the network (request \(message.type))")
      }
    }
  }

  private var bytes: [UInt8] {
    let request: UInt16 = 0x1 | 0x4  // NLM_F_REQUEST, NLM_F_ACK
    return native(UInt32(16 + body.count)) + native(type) + native(request | flags)
      + native(UInt32(1)) + native(UInt32(0)) + body
  }

  private static func interface(index: Int32) -> [UInt8] {
    // IFF_UP is the only flag that is changed.
    [0, 0, 0, 0] + native(index) + native(UInt32(1)) + native(UInt32(1))
  }

  /// Appends an attribute.
  mutating func add(_ type: UInt16, _ value: [UInt8]) {
    body += attribute(type, value)
  }
}

/// The bytes of an attribute, filled up to whole words.
func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
  let padding = [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
  return native(UInt16(4 + value.count)) + native(type) + value + padding
}

/// The bytes of a number in this machine's order, which is netlink's.
func native(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value) { Array($0) }
}
