/// One setting below `net.ipv4.vs`.
struct Setting: Hashable, Sendable {
  /// The last part of its name.
  let name: String
  /// What it is at the start.
  let initial: [Int64]
  /// What it takes.
  let range: Range

  init(_ name: String, _ initial: Int64, _ range: Range = .anyInt) {
    self.name = name
    self.initial = [initial]
    self.range = range
  }

  init(_ name: String, _ initial: [Int64], _ range: Range) {
    self.name = name
    self.initial = initial
    self.range = range
  }

  /// What a setting takes.
  enum Range: Hashable, Sendable {
    /// Any 32-bit number.
    case anyInt
    /// Any number of seconds of which the jiffies are a 32-bit number.
    case seconds
    /// Any number of 64 bits that is not negative.
    case unsignedLong
    /// A number between two.
    case between(Int64, Int64)
    /// 0 to 3; 2 means "automatic, and now in force", and falls back to 1 while memory is plentiful.
    case defenseMode
    /// As `unsignedLong`, but a negative number is passed over without an error.
    case lenientUnsignedLong
    /// A list of processors; there is one, with the number 0.
    case processors
    /// A power of two, of 32 bits.
    case powerOfTwo
    /// Two numbers, not negative: the first below the second, unless that is 0.
    case threshold
  }
}
