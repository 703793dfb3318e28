internal import IPVS

extension RouteMessage {
  /// Makes a cable between this network namespace and another: an interface in each, with the same
  /// name and number (`veth`).
  ///
  /// - Parameter namespace: a descriptor of the other one.
  static func addCable(_ name: StaticString, index: Int32, to namespace: Int32) -> RouteMessage {
    let text = name.withUTF8Buffer(Array.init) + [0]
    var message = RouteMessage(type: 16, flags: creates, body: end(index: index))
    message.add(3, text)  // IFLA_IFNAME
    // IFLA_NET_NS_FD says where the other end is.
    let peer = end(index: index) + attribute(3, text) + attribute(28, native(namespace))
    // IFLA_LINKINFO with IFLA_INFO_KIND and, in IFLA_INFO_DATA, VETH_INFO_PEER.
    message.add(18, attribute(1, Array("veth".utf8)) + attribute(2, attribute(1, peer)))
    return message
  }

  private static func end(index: Int32) -> [UInt8] {
    [0, 0, 0, 0] + native(index) + native(UInt32(0)) + native(UInt32(0))
  }
}
