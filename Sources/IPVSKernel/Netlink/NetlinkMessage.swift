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
  /// Appends a request to a generic netlink family; the flags say whether it is acknowledged.
  mutating func appendRequest(
    family: UInt16, command: Command, flags: NetlinkHeader.Flags, sequence: UInt32,
    attributes: (inout AttributeWriter) -> Void
  ) {
    let start = count
    append(type: family, flags: flags.union(.request), sequence: sequence)
    append(bare: command.rawValue)
    append(bare: Command.version)
    append(bare: UInt16(0))
    attributes(&self)
    store(UInt32(truncatingIfNeeded: count - start), at: start)
  }

  /// Appends a request for nothing but its own acknowledgement (`NLMSG_NOOP`).
  mutating func appendEmptyRequest(sequence: UInt32) {
    append(
      type: NetlinkHeader.ControlType.nothing, flags: [.request, .acknowledge], sequence: sequence)
  }

  private mutating func append(type: UInt16, flags: NetlinkHeader.Flags, sequence: UInt32) {
    append(bare: UInt32(NetlinkHeader.size))
    append(bare: type)
    append(bare: flags.rawValue)
    append(bare: sequence)
    // The sender's port, which the kernel does not read.
    append(bare: UInt32(0))
  }
}
