// Numbers and addresses as text.

extension TextBuffer {
  /// Appends a number in decimal.
  package mutating func append(decimal value: UInt64) {
    if value < 100 { return append(short: UInt32(truncatingIfNeeded: value)) }
    // 20 digits are the most.
    reserve(20)
    var bound: UInt64 = 1000
    var length = 3
    while length < 20, value >= bound {
      length += 1
      bound &*= 10
    }
    var rest = value
    var place = base + count + length
    while rest >= 100 {
      place -= 2
      Self.put(pair: UInt32(truncatingIfNeeded: rest % 100), place)
      rest /= 100
    }
    if rest >= 10 {
      Self.put(pair: UInt32(truncatingIfNeeded: rest), place - 2)
    } else {
      Self.put(digit: UInt32(truncatingIfNeeded: rest), place - 1)
    }
    count &+= length
  }

  /// Appends the last two digits of a number, zeros among them.
  package mutating func append(twoDigits value: UInt64) {
    reserve(2)
    Self.put(pair: UInt32(truncatingIfNeeded: value % 100), base + count)
    count &+= 2
  }

  /// Appends a number below 100.
  @inline(__always)
  private mutating func append(short value: UInt32) {
    reserve(2)
    if value >= 10 {
      Self.put(pair: value, base + count)
      count &+= 2
    } else {
      Self.put(digit: value, base + count)
      count &+= 1
    }
  }

  @inline(__always)
  private static func put(digit: UInt32, _ place: UnsafeMutablePointer<UInt8>) {
    place.pointee = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
  }

  /// Writes both digits of a number below 100.
  @inline(__always)
  private static func put(pair value: UInt32, _ place: UnsafeMutablePointer<UInt8>) {
    let digits: StaticString = """
      0001020304050607080910111213141516171819\
      2021222324252627282930313233343536373839\
      4041424344454647484950515253545556575859\
      6061626364656667686970717273747576777879\
      8081828384858687888990919293949596979899
      """
    let pair = UnsafeRawPointer(digits.utf8Start + Int(value &* 2))
    UnsafeMutableRawPointer(place).copyMemory(from: pair, byteCount: 2)
  }

  /// Appends a number in decimal.
  package mutating func append(decimal value: some UnsignedInteger & FixedWidthInteger) {
    append(decimal: UInt64(truncatingIfNeeded: value))
  }

  /// Appends a number in decimal.
  package mutating func append(decimal value: some SignedInteger & FixedWidthInteger) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(decimal: UInt64(truncatingIfNeeded: value.magnitude))
  }

  /// Appends a number in lower-case hexadecimal without leading zeros.
  package mutating func append(hexadecimal value: UInt16) {
    let digits: StaticString = "0123456789abcdef"
    var shift = 12
    while shift > 0, value >> shift == 0 { shift -= 4 }
    digits.withUTF8Buffer { table in
      while shift >= 0 {
        append(table[Int(value >> shift & 0xf)])
        shift -= 4
      }
    }
  }

  /// Appends the dotted form.
  package mutating func append(address: IPv4Address) {
    reserve(16)
    let start = base + count
    var place = start
    Self.put(octet: address.rawValue >> 24, &place)
    Self.put(octet: address.rawValue >> 16 & 0xff, &place)
    Self.put(octet: address.rawValue >> 8 & 0xff, &place)
    Self.put(octet: address.rawValue & 0xff, &place)
    // Without the last dot.
    count &+= place - start - 1
  }

  /// Writes a number below 256 and a dot.
  @inline(__always)
  private static func put(octet: UInt32, _ place: inout UnsafeMutablePointer<UInt8>) {
    if octet < 10 {
      put(digit: octet, place)
      place += 1
    } else {
      if octet >= 100 {
        put(digit: octet / 100, place)
        place += 1
      }
      put(pair: octet % 100, place)
      place += 2
    }
    place.pointee = UInt8(ascii: ".")
    place += 1
  }

  /// Appends the form that `inet_ntop` gives: the first longest run of at least two zero groups
  /// is `::`; mapped and compatible addresses end in a dotted quad.
  package mutating func append(address: IPv6Address) {
    let gap = address.longestZeroRun
    let endsDotted =
      gap?.lowerBound == 0 && (gap?.count == 6 || (gap?.count == 5 && address.group(5) == 0xffff))
    var index = 0
    while index < 8 {
      if let gap, gap.lowerBound == index {
        append("::")
        index = gap.upperBound
        continue
      }
      if index != 0, index != gap?.upperBound { append(UInt8(ascii: ":")) }
      if index == 6, endsDotted {
        append(address: IPv4Address(rawValue: address.words.3))
        return
      }
      append(hexadecimal: address.group(index))
      index += 1
    }
  }

  /// Appends the numeric form of either family, without brackets.
  package mutating func append(address: IPAddress) {
    switch address {
    case .v4(let address): append(address: address)
    case .v6(let address): append(address: address)
    }
  }
}

extension IPv6Address {
  /// One of the eight groups of 16 bits, from the left.
  fileprivate func group(_ index: Int) -> UInt16 {
    let half = index < 4 ? high : low
    return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (index & 3)))
  }

  /// The first of the longest runs of at least two zero groups.
  fileprivate var longestZeroRun: Range<Int>? {
    var longest: Range<Int>?
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, group(end) == 0 { end += 1 }
      if end - start >= 2, end - start > longest?.count ?? 0 { longest = start..<end }
      start = max(end, start + 1)
    }
    return longest
  }
}
