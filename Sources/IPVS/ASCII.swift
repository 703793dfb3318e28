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
    appendText { $0.append(decimal: UInt64(value.magnitude)) }
  }

  /// Appends the dotted form.
  package mutating func append(address: IPv4Address) {
    appendText { $0.append(address: address) }
  }

  /// Appends the form that `inet_ntop` gives.
  package mutating func append(address: IPv6Address) {
    appendText { $0.append(address: address) }
  }

  /// Appends the numeric form of either family, without brackets.
  package mutating func append(address: IPAddress) {
    appendText { $0.append(address: address) }
  }

  /// Appends what the closure writes.
  package mutating func appendText(_ body: (inout TextBuffer) -> Void) {
    var text = TextBuffer(capacity: 64)
    body(&text)
    text.withBytes { bytes in bytes.withUnsafeBufferPointer { append(contentsOf: $0) } }
  }
}
