import IPVS

/// Writes netlink attributes one behind the other.
///
/// An attribute is its length and its type, 16 bits each, and its payload, filled up with zeros to
/// a multiple of four bytes.
struct AttributeWriter {
  /// What was written, and zeros behind it.
  private var storage: [UInt8]
  /// How many bytes were written.
  private(set) var count = 0

  /// What was written.
  var bytes: [UInt8] { Array(storage[..<count]) }

  /// The mark on the type of an attribute that holds attributes (`NLA_F_NESTED`).
  private static let nested: UInt16 = 0x8000
  /// How many bytes length and type have.
  private static let headerSize = 4
  /// The longest payload; more is cut.
  private static let longestPayload = Int(UInt16.max) - headerSize

  /// Nothing yet, and room for so many bytes; there will be more where it is needed.
  init(capacity: Int = 256) {
    storage = [UInt8](repeating: 0, count: capacity)
  }

  /// Appends an 8-bit number.
  mutating func append(_ type: some RawRepresentable<UInt16>, uint8 value: UInt8) {
    append(type.rawValue, number: value)
  }

  /// Appends a 16-bit number in this machine's byte order.
  mutating func append(_ type: some RawRepresentable<UInt16>, uint16 value: UInt16) {
    append(type.rawValue, number: value)
  }

  /// Appends a 32-bit number in this machine's byte order.
  mutating func append(_ type: some RawRepresentable<UInt16>, uint32 value: UInt32) {
    append(type.rawValue, number: value)
  }

  /// Appends a 16-bit number in network byte order.
  mutating func append(_ type: some RawRepresentable<UInt16>, bigEndian16 value: UInt16) {
    append(type.rawValue, number: value.bigEndian)
  }

  /// Appends a 32-bit number in network byte order.
  mutating func append(_ type: some RawRepresentable<UInt16>, bigEndian32 value: UInt32) {
    append(type.rawValue, number: value.bigEndian)
  }

  /// Appends flags and the mask of those that count, 32 bits each.
  mutating func append(_ type: some RawRepresentable<UInt16>, flags: UInt32, mask: UInt32) {
    append(type.rawValue, size: 8) { payload in
      payload.storeBytes(of: flags, as: UInt32.self)
      payload.storeBytes(of: mask, toByteOffset: 4, as: UInt32.self)
    }
  }

  /// Appends an address: always 16 bytes, of which IPv4 has the first four.
  mutating func append(_ type: some RawRepresentable<UInt16>, address: IPAddress) {
    append(type.rawValue, size: 16) { payload in
      switch address {
      case .v4(let address):
        payload.storeBytes(of: address.rawValue.bigEndian, as: UInt32.self)
      case .v6(let address):
        payload.storeBytes(of: address.high.bigEndian, as: UInt64.self)
        payload.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
      }
    }
  }

  /// Appends bytes as they are.
  mutating func append(_ type: some RawRepresentable<UInt16>, bytes: ArraySlice<UInt8>) {
    let bytes = bytes.prefix(AttributeWriter.longestPayload)
    append(type.rawValue, size: bytes.count) { $0.copyBytes(from: bytes) }
  }

  /// Appends a string, ended by a zero: at most `limit` bytes of it, up to its own first zero.
  mutating func append(_ type: some RawRepresentable<UInt16>, string: [UInt8], limit: Int) {
    let text = string.prefix(min(limit, AttributeWriter.longestPayload - 1)).prefix { $0 != 0 }
    append(type.rawValue, size: text.count + 1) { $0.copyBytes(from: text) }
  }

  /// Appends an attribute that holds those that the closure writes.
  mutating func nest(
    _ type: some RawRepresentable<UInt16>, _ body: (inout AttributeWriter) -> Void
  ) {
    let start = count
    append(type.rawValue | AttributeWriter.nested, size: 0) { _ in }
    body(&self)
    count = min(count, start + Int(UInt16.max) & ~3)
    store(UInt16(truncatingIfNeeded: count - start), at: start)
  }

  /// Appends a number in this machine's byte order, with nothing around it.
  mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(bare value: Number) {
    reserve(MemoryLayout<Number>.size)
    store(value, at: count)
    count += MemoryLayout<Number>.size
  }

  /// Writes a number over what was written before.
  mutating func store<Number: FixedWidthInteger & BitwiseCopyable>(
    _ value: Number, at offset: Int
  ) {
    storage.withUnsafeMutableBytes { bytes in
      bytes.storeBytes(of: value, toByteOffset: offset, as: Number.self)
    }
  }

  private mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: UInt16, number: Number
  ) {
    append(type, size: MemoryLayout<Number>.size) { payload in
      payload.storeBytes(of: number, as: Number.self)
    }
  }

  /// Appends an attribute whose payload, zeros at first, the closure writes.
  private mutating func append(
    _ type: UInt16, size: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void
  ) {
    let length = AttributeWriter.headerSize + size
    let filledUp = (length + 3) & ~3
    reserve(filledUp)
    storage.withUnsafeMutableBytes { bytes in
      let room = UnsafeMutableRawBufferPointer(rebasing: bytes[count..<count + length])
      room.storeBytes(of: UInt16(truncatingIfNeeded: length), as: UInt16.self)
      room.storeBytes(of: type, toByteOffset: 2, as: UInt16.self)
      fill(UnsafeMutableRawBufferPointer(rebasing: room[AttributeWriter.headerSize...]))
    }
    count += filledUp
  }

  /// Makes room for more bytes, all zero.
  private mutating func reserve(_ size: Int) {
    guard storage.count - count < size else { return }
    storage.append(contentsOf: repeatElement(0, count: max(size, storage.count)))
  }
}
