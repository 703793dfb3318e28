import IPVS

/// Reading netlink attributes out of bytes that nobody vouches for.
///
/// What does not have the form or the size that it must have is a `malformedAnswer`; nothing here
/// traps, whatever the bytes are.
extension RawSpan {
  /// Hands out the attributes one by one: type and payload.
  func forEachAttribute(
    _ body: (_ type: UInt16, _ payload: RawSpan) throws(DirectorError) -> Void
  ) throws(DirectorError) {
    if isEmpty { return }
    try withUnsafeBytes { (bytes) throws(DirectorError) in
      var walk = try AttributeWalk(bytes)
      while let (type, place) = try walk.next() {
        try body(
          UInt16(truncatingIfNeeded: type), extracting(Int(place >> 16)..<Int(place & 0xffff)))
      }
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
