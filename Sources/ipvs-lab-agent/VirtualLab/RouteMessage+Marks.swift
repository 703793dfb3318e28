internal import IPVS

// A packet that is written into a TUN device carries no mark; traffic control gives it one as it
// arrives, by an action of which only the number changes.
extension RouteMessage {
  /// Lets an action see every packet that arrives at an interface; it gives none a mark yet.
  static func addMarking(index: Int32) -> [RouteMessage] {
    var ingress = RouteMessage(
      type: 36, flags: creates,  // RTM_NEWQDISC
      body: traffic(index: index, handle: 0xffff_0000, parent: 0xffff_fff1, info: 0))
    ingress.add(1, text("clsact"))  // TCA_KIND

    // Priority 1, every kind of packet (ETH_P_ALL in the network's order).
    let everything = UInt32(1) << 16 | UInt32(UInt16(3).bigEndian)
    var filter = RouteMessage(
      type: 44, flags: creates,  // RTM_NEWTFILTER
      body: traffic(index: index, handle: 1, parent: 0xffff_fff2, info: everything))
    filter.add(1, text("matchall"))
    filter.add(2, attribute(2, setMark(0)))  // TCA_OPTIONS, TCA_MATCHALL_ACT
    return [ingress, filter]
  }

  /// Gives packets that arrive another mark.
  static func changeMark(to mark: UInt32) -> RouteMessage {
    // RTM_NEWACTION, NLM_F_REPLACE.
    var message = RouteMessage(type: 48, flags: 0x100, body: [0, 0, 0, 0])
    message.add(1, setMark(mark))  // TCA_ACT_TAB
    return message
  }

  /// Sends one address to an interface.
  static func addRoute(to address: IPAddress, index: UInt32) -> RouteMessage {
    let octets = address.octets
    let family = UInt8(address.family.rawValue)
    // Main table, static, universe, unicast.
    var message = RouteMessage(
      type: 24, flags: creates,
      body: [family, UInt8(octets.count * 8), 0, 0, 254, 4, 0, 1, 0, 0, 0, 0])
    message.add(1, octets)  // RTA_DST
    message.add(4, native(index))  // RTA_OIF
    return message
  }

  /// The action with the number 1: sets a mark and lets the packet go on.
  private static func setMark(_ mark: UInt32) -> [UInt8] {
    // Its number; no capabilities, TC_ACT_OK, no counts.
    let parameters = native(UInt32(1)) + [UInt8](repeating: 0, count: 16)
    let options = attribute(2, parameters) + attribute(5, native(mark))
    // The first of a list of actions: TCA_ACT_KIND, TCA_ACT_OPTIONS.
    return attribute(1, attribute(1, text("skbedit")) + attribute(2, options))
  }

  private static func traffic(
    index: Int32, handle: UInt32, parent: UInt32, info: UInt32
  ) -> [UInt8] {
    [0, 0, 0, 0] + native(index) + native(handle) + native(parent) + native(info)
  }

  private static func text(_ text: StaticString) -> [UInt8] {
    text.withUTF8Buffer(Array.init) + [0]
  }
}
