import IPVS

/// The attributes of a nest, found once and then read in any order.
///
/// The last of several attributes of a type counts; types above 31 are passed over. What does not
/// have the size that it must have is a `malformedAnswer`, what is not there is nil. It lives as
/// long as the call that handed it out.
struct Attributes<Attribute: RawRepresentable<UInt16>> {
  private let base: UnsafeRawPointer
  /// The place of each type's payload: its beginning in the upper half, its end in the lower one;
  /// 0 where there is none.
  private var places = InlineArray<32, UInt32>(repeating: 0)

  /// Finds the attributes; nil where they are not whole.
  fileprivate init?(_ bytes: UnsafeRawBufferPointer) {
    // What a place has room for; a nest's own length has 16 bits.
    guard let base = bytes.baseAddress, let count = UInt16(exactly: bytes.count) else { return nil }
    self.base = base
    let limit = UInt32(count)
    let headerSize = UInt32(RawSpan.attributeHeaderSize)
    var offset: UInt32 = 0
    // No sum here goes beyond twice 16 bits.
    while offset < limit {
      let start = offset &+ headerSize
      guard start <= limit else { return nil }
      let header = base.loadUnaligned(fromByteOffset: Int(offset), as: UInt32.self)
      let end = offset &+ header & 0xffff
      guard end >= start, end <= limit else { return nil }
      let type = header >> 16 & UInt32(RawSpan.typeMask)
      if type < 32 { places[Int(type)] = start << 16 | end }
      // The last attribute need not be filled up.
      offset = (end &+ 3) & ~3
    }
  }
}

extension RawSpan {
  /// Calls a function with the attributes of a nest in these bytes, which must be there.
  func withAttributes<Attribute: RawRepresentable<UInt16>, Result>(
    of nest: TopAttribute, _ kind: Attribute.Type,
    _ body: (Attributes<Attribute>) throws(DirectorError) -> Result
  ) throws(DirectorError) -> Result {
    guard
      let result = try withUnsafeBytes({ (bytes) throws(DirectorError) -> Result? in
        guard let top = Attributes<TopAttribute>(bytes), let inside = top.payload(nest),
          let attributes = Attributes<Attribute>(inside)
        else { return nil }
        return try body(attributes)
      })
    else { throw .malformedAnswer }
    return result
  }
}

// MARK: Payloads

extension Attributes {
  /// The bytes of an attribute.
  @inline(__always)
  func payload(_ attribute: Attribute) -> UnsafeRawBufferPointer? {
    let place = places[Int(attribute.rawValue & 31)]
    guard place != 0 else { return nil }
    let start = place >> 16
    return UnsafeRawBufferPointer(
      start: base + Int(start), count: Int(place & 0xffff &- start))
  }

  /// A number in this machine's byte order.
  @inline(__always)
  private func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ attribute: Attribute
  ) throws(DirectorError) -> Number? {
    guard let payload = payload(attribute) else { return nil }
    guard payload.count == MemoryLayout<Number>.size else { throw .malformedAnswer }
    return payload.loadUnaligned(as: Number.self)
  }

  /// An 8-bit number.
  func uint8(_ attribute: Attribute) throws(DirectorError) -> UInt8? { try number(attribute) }

  /// A 16-bit number in this machine's byte order.
  func uint16(_ attribute: Attribute) throws(DirectorError) -> UInt16? { try number(attribute) }

  /// A 32-bit number in this machine's byte order.
  func uint32(_ attribute: Attribute) throws(DirectorError) -> UInt32? { try number(attribute) }

  /// A 16-bit number in network byte order.
  func bigEndian16(_ attribute: Attribute) throws(DirectorError) -> UInt16? {
    let number: UInt16? = try number(attribute)
    return number?.bigEndian
  }

  /// A counter, which has 32 or 64 bits.
  func counter(_ attribute: Attribute) throws(DirectorError) -> UInt64? {
    guard let payload = payload(attribute) else { return nil }
    switch payload.count {
    case 8: return payload.loadUnaligned(as: UInt64.self)
    case 4: return UInt64(payload.loadUnaligned(as: UInt32.self))
    default: throw .malformedAnswer
    }
  }

  /// Flags; the mask behind them says nothing in an answer.
  func flags(_ attribute: Attribute) throws(DirectorError) -> UInt32? {
    guard let payload = payload(attribute) else { return nil }
    guard payload.count == 8 else { throw .malformedAnswer }
    return payload.loadUnaligned(as: UInt32.self)
  }

  /// An address family.
  func family(_ attribute: Attribute) throws(DirectorError) -> AddressFamily? {
    guard let number = try uint16(attribute) else { return nil }
    guard let family = AddressFamily(rawValue: number) else { throw .malformedAnswer }
    return family
  }

  /// An address, which always has 16 bytes, of which IPv4 has the first four.
  func address(
    _ attribute: Attribute, _ family: AddressFamily
  ) throws(DirectorError) -> IPAddress? {
    guard let payload = payload(attribute) else { return nil }
    guard payload.count == 16 else { throw .malformedAnswer }
    switch family {
    case .ipv4:
      return .v4(IPv4Address(rawValue: payload.loadUnaligned(as: UInt32.self).bigEndian))
    case .ipv6:
      return .v6(
        IPv6Address(
          high: payload.loadUnaligned(as: UInt64.self).bigEndian,
          low: payload.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian))
    }
  }

  /// Calls a function with the attributes of an attribute that is a nest; nil where it is not there.
  func withAttributes<Inner: RawRepresentable<UInt16>, Result>(
    of nest: Attribute, _ kind: Inner.Type,
    _ body: (Attributes<Inner>) throws(DirectorError) -> Result
  ) throws(DirectorError) -> Result? {
    guard let payload = payload(nest) else { return nil }
    guard let attributes = Attributes<Inner>(payload) else { throw .malformedAnswer }
    return try body(attributes)
  }
}
