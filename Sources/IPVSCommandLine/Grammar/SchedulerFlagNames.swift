import IPVS

/// The names of the schedulers' flags, as they are written behind -b and printed.
enum SchedulerFlagNames {
  /// The flags of a list of names; empty names are skipped.
  static func flags(
    _ list: ByteString, scheduler: ByteString
  ) throws(Refusal) -> SchedulerFlags {
    var flags: SchedulerFlags = []
    for word in list.bytes.split(separator: UInt8(ascii: ",")).map(ByteString.init) {
      guard let known = names.first(where: { $0.name == word }) else {
        throw .invalid("invalid scheduler flag `\(word)'")
      }
      if let owner = known.scheduler, owner != scheduler {
        throw .invalid("incompatible scheduler flag `\(word)'")
      }
      flags.insert(known.flag)
    }
    return flags
  }

  /// Appends the flags as a list of names, in ascending order; nothing without flags.
  static func append(
    _ flags: SchedulerFlags, scheduler: ByteString, to text: inout TextBuffer
  ) {
    let start = text.count
    for flag in [SchedulerFlags.flag1, .flag2, .flag3] where flags.contains(flag) {
      let own = names.first { $0.flag == flag && $0.scheduler == scheduler }
      guard let name = own ?? names.first(where: { $0.flag == flag && $0.scheduler == nil }) else {
        continue
      }
      if text.count > start { text.append(",") }
      text.append(name.name.bytes)
    }
  }

  private struct Name {
    var name: ByteString
    var flag: SchedulerFlags
    /// The only scheduler that has the name; nil is any.
    var scheduler: ByteString?
  }

  private static let names = [
    Name(name: "flag-1", flag: .flag1, scheduler: nil),
    Name(name: "flag-2", flag: .flag2, scheduler: nil),
    Name(name: "flag-3", flag: .flag3, scheduler: nil),
    Name(name: "sh-fallback", flag: .flag1, scheduler: "sh"),
    Name(name: "sh-port", flag: .flag2, scheduler: "sh"),
    Name(name: "mh-fallback", flag: .flag1, scheduler: "mh"),
    Name(name: "mh-port", flag: .flag2, scheduler: "mh"),
  ]
}
