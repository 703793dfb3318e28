import IPVS

/// Reading netlink attributes out of bytes that nobody vouches for.
///
/// What does not have the form or the size that it must have is a `malformedAnswer`; nothing here
/// traps, whatever the bytes are.
extension RawSpan {
  /// The bits of an attribute's type that are the type: without `NLA_F_NESTED` and
  /// `NLA_F_NET_BYTEORDER`.
  static let typeMask: UInt16 = 0x3fff
  /// How many bytes an attribute has before its payload.
  static let attributeHeaderSize = 4

  /// The type of the attribute that begins at an offset, and where its payload ends.
  @inline(__always)
  func attribute(at offset: Int) throws(DirectorError) -> (type: UInt16, end: Int) {
    let room = byteCount - offset
    guard room >= RawSpan.attributeHeaderSize else { throw .malformedAnswer }
    let header = unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
    let length = Int(UInt16(truncatingIfNeeded: header))
    guard length >= RawSpan.attributeHeaderSize, length <= room else { throw .malformedAnswer }
    return (UInt16(truncatingIfNeeded: header >> 16) & RawSpan.typeMask, offset + length)
  }

  /// Hands out the attributes one by one: type and payload.
  @inline(__always)
  func forEachAttribute(
    _ body: (_ type: UInt16, _ payload: RawSpan) throws(DirectorError) -> Void
  ) throws(DirectorError) {
    var offset = 0
    while offset < byteCount {
      let (type, end) = try attribute(at: offset)
      try body(type, extracting(offset + RawSpan.attributeHeaderSize..<end))
      // The last attribute need not be filled up.
      offset = (end + 3) & ~3
    }
  }

  /// Hands out the attributes inside a nest, which must be there.
  func forEachAttribute(
    in nest: TopAttribute,
    _ body: (_ type: UInt16, _ payload: RawSpan) throws(DirectorError) -> Void
  ) throws(DirectorError) {
    var isThere = false
    try forEachAttribute { (type, payload) throws(DirectorError) in
      guard type == nest.rawValue else { return }
      isThere = true
      try payload.forEachAttribute(body)
    }
    guard isThere else { throw .malformedAnswer }
  }

  /// The payload as an 8-bit number.
  func uint8() throws(DirectorError) -> UInt8 {
    try number()
  }

  /// The payload as a 16-bit number in this machine's byte order.
  func uint16() throws(DirectorError) -> UInt16 {
    try number()
  }

  /// The payload as a 32-bit number in this machine's byte order.
  func uint32() throws(DirectorError) -> UInt32 {
    try number()
  }

  /// The payload as a 32-bit number in network byte order.
  func bigEndian32() throws(DirectorError) -> UInt32 {
    UInt32(bigEndian: try number())
  }

  /// The payload as a string: the bytes before the first zero, or all.
  func string() -> ByteString {
    withUnsafeBytes { bytes in ByteString(bytes.prefix { $0 != 0 }) }
  }

  /// The payload as an address, which always has 16 bytes; whoever knows its family makes an
  /// address of them.
  func address() throws(DirectorError) -> IPv6Address {
    guard byteCount == 16 else { throw .malformedAnswer }
    return IPv6Address(
      high: UInt64(bigEndian: try extracting(first: 8).number()),
      low: UInt64(bigEndian: try extracting(last: 8).number()))
  }

  private func number<Number: FixedWidthInteger & BitwiseCopyable>() throws(DirectorError)
    -> Number
  {
    guard byteCount == MemoryLayout<Number>.size else { throw .malformedAnswer }
    return unsafeLoadUnaligned(as: Number.self)
  }
}

extension DirectorError {
  /// An answer that cannot be read.
  static let malformedAnswer = DirectorError(.malformedAnswer, .badMessage)
}
