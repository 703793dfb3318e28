import IPVS

/// A walk over attributes, in bytes that nobody vouches for.
///
/// Throws `malformedAnswer` where they are not whole.
struct AttributeWalk {
  /// How many bytes an attribute has before its payload: its length and its type, 16 bits each.
  private static let headerSize: UInt32 = 4
  /// The bits of an attribute's type that are the type: without `NLA_F_NESTED` and
  /// `NLA_F_NET_BYTEORDER`.
  private static let typeMask: UInt16 = 0x3fff

  let base: UnsafeRawPointer
  private let limit: UInt32
  private var offset: UInt32 = 0

  /// At the first attribute.
  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer) throws(DirectorError) {
    // A nest's own length has 16 bits.
    guard let base = bytes.baseAddress, let limit = UInt16(exactly: bytes.count) else {
      throw .malformedAnswer
    }
    self.base = base
    self.limit = UInt32(limit)
  }

  /// The next attribute: its type, and the place of its payload, its beginning in the
  /// upper half and its end in the lower one; nil at the end.
  @inline(__always)
  mutating func next() throws(DirectorError) -> (type: UInt32, place: UInt32)? {
    guard offset < limit else { return nil }
    // No sum here goes beyond twice 16 bits.
    let start = offset &+ AttributeWalk.headerSize
    guard start <= limit else { throw .malformedAnswer }
    let length = base.loadUnaligned(fromByteOffset: Int(offset), as: UInt16.self)
    let type = base.loadUnaligned(fromByteOffset: Int(offset) &+ 2, as: UInt16.self)
    let end = offset &+ UInt32(length)
    guard end >= start, end <= limit else { throw .malformedAnswer }
    // The last attribute need not be filled up.
    offset = (end &+ 3) & ~3
    return (UInt32(type & AttributeWalk.typeMask), start << 16 | end)
  }
}
