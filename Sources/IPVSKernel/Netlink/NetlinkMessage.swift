/// The header of a netlink message (`struct nlmsghdr`).
struct NetlinkHeader {
  /// How many bytes the header has.
  static let size = 16
  /// How many bytes a generic netlink header has, which follows it (`struct genlmsghdr`).
  static let genericSize = 4
  /// Where the flags stand in a message.
  static let flagsOffset = 6

  /// The length of the message with its header, without what fills it up (`nlmsg_len`).
  let length: Int
  /// A kind of message, or the number of a family (`nlmsg_type`).
  let type: UInt16
  /// What is said about the message (`nlmsg_flags`).
  let flags: Flags
  /// The number of the request that the message answers (`nlmsg_seq`).
  let sequence: UInt32

  /// Reads the header at the beginning of some bytes; nil where the message is not all there.
  init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= NetlinkHeader.size else { return nil }
    length = Int(bytes.unsafeLoadUnaligned(as: UInt32.self))
    type = bytes.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt16.self)
    flags = Flags(
      rawValue: bytes.unsafeLoadUnaligned(
        fromByteOffset: NetlinkHeader.flagsOffset, as: UInt16.self))
    sequence = bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt32.self)
    guard length >= NetlinkHeader.size, length <= bytes.byteCount else { return nil }
  }

  /// The types of messages that every family has.
  enum ControlType {
    /// Nothing (`NLMSG_NOOP`).
    static let nothing: UInt16 = 1
    /// A refusal, or with error number 0 an acknowledgement (`NLMSG_ERROR`).
    static let error: UInt16 = 2
    /// The end of a dump (`NLMSG_DONE`).
    static let done: UInt16 = 3
    /// Data were lost (`NLMSG_OVERRUN`).
    static let overrun: UInt16 = 4
  }

  /// What is said about a message.
  struct Flags: OptionSet {
    let rawValue: UInt16
    /// A request (`NLM_F_REQUEST`).
    static let request = Flags(rawValue: 0x1)
    /// An acknowledgement is wanted (`NLM_F_ACK`).
    static let acknowledge = Flags(rawValue: 0x4)
    /// What was dumped changed in between (`NLM_F_DUMP_INTR`).
    static let dumpInterrupted = Flags(rawValue: 0x10)
    /// The whole table is wanted (`NLM_F_DUMP`).
    static let dump = Flags(rawValue: 0x300)
  }
}

extension AttributeWriter {
  /// Appends the headers of a request to a generic netlink family, whose attributes are written
  /// next; the flags say whether it is acknowledged.
  ///
  /// - Returns: where the request begins, which its end wants to know.
  mutating func beginRequest(
    family: UInt16, command: Command, flags: NetlinkHeader.Flags, sequence: UInt32
  ) -> Int {
    let start = count
    let header = makeRoom(for: NetlinkHeader.size + NetlinkHeader.genericSize)
    header.storeHeader(type: family, flags: flags.union(.request), sequence: sequence)
    let generic = header + NetlinkHeader.size
    generic.storeBytes(of: command.rawValue, as: UInt8.self)
    generic.storeBytes(of: Command.version, toByteOffset: 1, as: UInt8.self)
    generic.storeBytes(of: 0, toByteOffset: 2, as: UInt16.self)
    return start
  }

  /// Ends the request that begins there.
  mutating func endRequest(_ start: Int) {
    store(UInt32(truncatingIfNeeded: count - start), at: start)
  }

  /// Appends a request for nothing but its own acknowledgement (`NLMSG_NOOP`).
  mutating func appendEmptyRequest(sequence: UInt32) {
    makeRoom(for: NetlinkHeader.size).storeHeader(
      type: NetlinkHeader.ControlType.nothing, flags: [.request, .acknowledge], sequence: sequence)
  }
}

extension UnsafeMutableRawPointer {
  /// Writes the header of a request of which nothing but the header is known yet.
  @inline(__always)
  fileprivate func storeHeader(type: UInt16, flags: NetlinkHeader.Flags, sequence: UInt32) {
    storeBytes(of: UInt32(NetlinkHeader.size), as: UInt32.self)
    storeBytes(of: type, toByteOffset: 4, as: UInt16.self)
    storeBytes(of: flags.rawValue, toByteOffset: NetlinkHeader.flagsOffset, as: UInt16.self)
    storeBytes(of: sequence, toByteOffset: 8, as: UInt32.self)
    // The sender's port, which the kernel does not read.
    storeBytes(of: 0, toByteOffset: 12, as: UInt32.self)
  }
}
