import IPVS

/// Writes netlink attributes one behind the other.
///
/// An attribute is its length and its type, 16 bits each, and its payload, filled up with zeros to
/// a multiple of four bytes.
///
/// One writer serves for many messages: what it holds is its own memory, which is written to
/// without asking every time whether somebody else looks at it.
struct AttributeWriter: ~Copyable {
  private var storage: UnsafeMutableRawPointer
  private var capacity: Int
  /// How many bytes were written.
  private(set) var count = 0

  /// What was written.
  var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: storage, count: count)) }

  /// The mark on the type of an attribute that holds attributes (`NLA_F_NESTED`).
  private static let nested: UInt16 = 0x8000
  /// How many bytes length and type have.
  private static let headerSize = 4
  /// Every attribute begins at a multiple of this.
  private static let alignment = 4
  /// The longest payload; more is cut.
  private static let longestPayload = Int(UInt16.max) - headerSize

  /// Nothing yet, and room for so many bytes; there will be more where it is needed.
  init(capacity: Int = 256) {
    self.capacity = capacity
    storage = .allocate(byteCount: capacity, alignment: AttributeWriter.alignment)
  }

  deinit {
    storage.deallocate()
  }

  /// Forgets what was written from some byte on, and keeps the room.
  mutating func removeAll(from start: Int = 0) {
    count = min(count, start)
  }

  /// Appends an 8-bit number.
  @inline(__always)
  mutating func append(_ type: some RawRepresentable<UInt16>, uint8 value: UInt8) {
    append(type.rawValue, number: value)
  }

  /// Appends a 16-bit number in this machine's byte order.
  @inline(__always)
  mutating func append(_ type: some RawRepresentable<UInt16>, uint16 value: UInt16) {
    append(type.rawValue, number: value)
  }

  /// Appends a 32-bit number in this machine's byte order.
  @inline(__always)
  mutating func append(_ type: some RawRepresentable<UInt16>, uint32 value: UInt32) {
    append(type.rawValue, number: value)
  }

  /// Appends a 16-bit number in network byte order.
  @inline(__always)
  mutating func append(_ type: some RawRepresentable<UInt16>, bigEndian16 value: UInt16) {
    append(type.rawValue, number: value.bigEndian)
  }

  /// Appends a 32-bit number in network byte order.
  @inline(__always)
  mutating func append(_ type: some RawRepresentable<UInt16>, bigEndian32 value: UInt32) {
    append(type.rawValue, number: value.bigEndian)
  }

  /// Appends flags and the mask of those that count, 32 bits each.
  mutating func append(_ type: some RawRepresentable<UInt16>, flags: UInt32, mask: UInt32) {
    let payload = begin(type.rawValue, size: 8)
    payload.storeBytes(of: flags, as: UInt32.self)
    payload.storeBytes(of: mask, toByteOffset: 4, as: UInt32.self)
  }

  /// Appends an address: always 16 bytes, of which IPv4 has the first four.
  mutating func append(_ type: some RawRepresentable<UInt16>, address: IPAddress) {
    let payload = begin(type.rawValue, size: 16)
    switch address {
    case .v4(let address):
      payload.storeBytes(of: 0, as: UInt64.self)
      payload.storeBytes(of: 0, toByteOffset: 8, as: UInt64.self)
      payload.storeBytes(of: address.rawValue.bigEndian, as: UInt32.self)
    case .v6(let address):
      payload.storeBytes(of: address.high.bigEndian, as: UInt64.self)
      payload.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
    }
  }

  /// Appends bytes as they are.
  mutating func append(_ type: some RawRepresentable<UInt16>, bytes: ArraySlice<UInt8>) {
    let bytes = bytes.prefix(AttributeWriter.longestPayload)
    let payload = begin(type.rawValue, size: bytes.count)
    AttributeWriter.copy(bytes, to: payload)
  }

  /// Appends a string, ended by a zero: at most `limit` bytes of it, up to its own first zero.
  mutating func append(_ type: some RawRepresentable<UInt16>, string: [UInt8], limit: Int) {
    let text = string.prefix(min(limit, AttributeWriter.longestPayload - 1)).prefix { $0 != 0 }
    let payload = begin(type.rawValue, size: text.count + 1)
    AttributeWriter.copy(text, to: payload)
    payload.storeBytes(of: 0, toByteOffset: text.count, as: UInt8.self)
  }

  /// Appends an attribute that holds those that the closure writes.
  mutating func nest(
    _ type: some RawRepresentable<UInt16>, _ body: (inout AttributeWriter) -> Void
  ) {
    let start = count
    _ = begin(type.rawValue | AttributeWriter.nested, size: 0)
    body(&self)
    count = min(count, start + Int(UInt16.max) & ~(AttributeWriter.alignment - 1))
    store(UInt16(truncatingIfNeeded: count - start), at: start)
  }

  /// Makes room for bytes that are written next, and tells where they belong until there is made
  /// room for others.
  @inline(__always)
  mutating func makeRoom(for size: Int) -> UnsafeMutableRawPointer {
    let start = count
    if capacity &- start < size { grow(by: max(size, capacity)) }
    count = start &+ size
    return storage + start
  }

  /// Writes a number over what was written before.
  @inline(__always)
  mutating func store<Number: FixedWidthInteger & BitwiseCopyable>(
    _ value: Number, at offset: Int
  ) {
    storage.storeBytes(of: value, toByteOffset: offset, as: Number.self)
  }

  private static func copy(_ bytes: ArraySlice<UInt8>, to place: UnsafeMutableRawPointer) {
    bytes.withUnsafeBytes { bytes in
      UnsafeMutableRawBufferPointer(start: place, count: bytes.count).copyMemory(from: bytes)
    }
  }

  @inline(__always)
  private mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: UInt16, number: Number
  ) {
    begin(type, size: MemoryLayout<Number>.size).storeBytes(of: number, as: Number.self)
  }

  /// Appends an attribute without its payload, and tells where that belongs; what fills it up is
  /// there.
  @inline(__always)
  private mutating func begin(_ type: UInt16, size: Int) -> UnsafeMutableRawPointer {
    let length = AttributeWriter.headerSize &+ size
    let filledUp = (length &+ AttributeWriter.alignment - 1) & ~(AttributeWriter.alignment - 1)
    let start = makeRoom(for: filledUp)
    // The last four bytes hold all that fills up; what belongs there is written afterwards.
    (start + (filledUp &- AttributeWriter.alignment)).storeBytes(of: 0, as: UInt32.self)
    start.storeBytes(of: UInt16(truncatingIfNeeded: length), as: UInt16.self)
    start.storeBytes(of: type, toByteOffset: 2, as: UInt16.self)
    return start + AttributeWriter.headerSize
  }

  private mutating func grow(by size: Int) {
    capacity += size
    let larger = UnsafeMutableRawPointer.allocate(
      byteCount: capacity, alignment: AttributeWriter.alignment)
    larger.copyMemory(from: storage, byteCount: count)
    storage.deallocate()
    storage = larger
  }
}
