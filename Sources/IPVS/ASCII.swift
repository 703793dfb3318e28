extension UInt8 {
  /// Whether it is one of `0` to `9`.
  @inlinable package var isASCIIDigit: Bool { self &- UInt8(ascii: "0") < 10 }

  /// Whether C's `isspace` says so in the C locale: blank, \t, \n, \v, \f, \r.
  @inlinable package var isASCIIBlank: Bool { self == 0x20 || self &- 0x09 < 5 }

  /// The value of a hexadecimal digit in either case.
  @inlinable package var hexadecimalValue: UInt8? {
    let digit = self &- UInt8(ascii: "0")
    if digit < 10 { return digit }
    // The bit that tells small letters from capital ones.
    let letter = (self | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : nil
  }
}

extension [UInt8] {
  /// Appends the UTF-8 form of a literal.
  package mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }

  /// Appends a number in decimal.
  package mutating func append(decimal value: some FixedWidthInteger) {
    if value < 0 { append(UInt8(ascii: "-")) }
    var digits = UInt64(value.magnitude)
    let start = count
    repeat {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digits % 10))
      digits /= 10
    } while digits > 0
    self[start...].reverse()
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
    append(decimal: address.rawValue >> 24)
    append(UInt8(ascii: "."))
    append(decimal: address.rawValue >> 16 & 0xff)
    append(UInt8(ascii: "."))
    append(decimal: address.rawValue >> 8 & 0xff)
    append(UInt8(ascii: "."))
    append(decimal: address.rawValue & 0xff)
  }

  /// Appends the form that `inet_ntop` gives: the first longest run of at least two zero groups
  /// is `::`; mapped and compatible addresses end in a dotted quad.
  package mutating func append(address: IPv6Address) {
    let groups = address.groups
    let gap = groups.longestZeroRun
    let endsDotted =
      gap?.lowerBound == 0 && (gap?.count == 6 || (gap?.count == 5 && groups[5] == 0xffff))
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
      append(hexadecimal: groups[index])
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

extension [UInt16] {
  /// The first of the longest runs of at least two zero groups.
  fileprivate var longestZeroRun: Range<Int>? {
    var longest: Range<Int>?
    var start = 0
    while start < count {
      var end = start
      while end < count, self[end] == 0 { end += 1 }
      if end - start >= 2, end - start > longest?.count ?? 0 { longest = start..<end }
      start = Swift.max(end, start + 1)
    }
    return longest
  }
}
