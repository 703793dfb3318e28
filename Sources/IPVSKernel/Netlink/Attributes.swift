import IPVS

/// The attributes of a nest, found once and then read in any order.
///
/// The last of several attributes of a type counts; types above 31 are passed over. What does not
/// have the size that it must have is a `malformedAnswer`, what is not there is nil. It lives as
/// long as the call that handed it out.
struct Attributes<Attribute: RawRepresentable<UInt16>>: ~Copyable {
  private let base: UnsafeRawPointer
  /// The place of each type's payload: its beginning in the upper half, its end in the lower one;
  /// 0 where there is none.
  private var places = InlineArray<32, UInt32>(repeating: 0)

  /// Those of a walk that is at its beginning; none are found yet.
  @inline(__always)
  fileprivate init(_ walk: AttributeWalk) {
    base = walk.base
  }

  /// Finds the attributes.
  fileprivate mutating func find(_ walk: AttributeWalk) throws(DirectorError) {
    var walk = walk
    while let (type, place) = try walk.next() {
      if type < 32 { places[Int(type)] = place }
    }
  }
}

extension RawSpan {
  /// Calls a function with the attributes of a nest in these bytes, which must be there.
  func withAttributes<Attribute: RawRepresentable<UInt16>, Result>(
    of nest: TopAttribute, _ kind: Attribute.Type,
    _ body: (borrowing Attributes<Attribute>) throws(DirectorError) -> Result
  ) throws(DirectorError) -> Result {
    try withUnsafeBytes { (bytes) throws(DirectorError) in
      var walk = try AttributeWalk(bytes)
      while let (type, place) = try walk.next() {
        guard type == UInt32(nest.rawValue) else { continue }
        let inside = UnsafeRawBufferPointer(rebasing: bytes[Int(place >> 16)..<Int(place & 0xffff)])
        return try inside.withAttributes(body)
      }
      throw .malformedAnswer
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Calls a function with the attributes that these bytes are.
  @inline(__always)
  fileprivate func withAttributes<Attribute, Result>(
    _ body: (borrowing Attributes<Attribute>) throws(DirectorError) -> Result
  ) throws(DirectorError) -> Result {
    let walk = try AttributeWalk(self)
    var attributes = Attributes<Attribute>(walk)
    try attributes.find(walk)
    return try body(attributes)
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
  @inline(__always)
  func uint8(_ attribute: Attribute) throws(DirectorError) -> UInt8? { try number(attribute) }

  /// A 16-bit number in this machine's byte order.
  @inline(__always)
  func uint16(_ attribute: Attribute) throws(DirectorError) -> UInt16? { try number(attribute) }

  /// A 32-bit number in this machine's byte order.
  @inline(__always)
  func uint32(_ attribute: Attribute) throws(DirectorError) -> UInt32? { try number(attribute) }

  /// A 16-bit number in network byte order.
  @inline(__always)
  func bigEndian16(_ attribute: Attribute) throws(DirectorError) -> UInt16? {
    let number: UInt16? = try number(attribute)
    return number?.bigEndian
  }

  /// A counter, which has 32 or 64 bits.
  @inline(__always)
  func counter(_ attribute: Attribute) throws(DirectorError) -> UInt64? {
    guard let payload = payload(attribute) else { return nil }
    switch payload.count {
    case 8: return payload.loadUnaligned(as: UInt64.self)
    case 4: return UInt64(payload.loadUnaligned(as: UInt32.self))
    default: throw .malformedAnswer
    }
  }

  /// Flags; the mask behind them says nothing in an answer.
  @inline(__always)
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
    _ body: (borrowing Attributes<Inner>) throws(DirectorError) -> Result
  ) throws(DirectorError) -> Result? {
    guard let payload = payload(nest) else { return nil }
    return try payload.withAttributes(body)
  }
}
