/// Bytes that grow at their end, for text of which much is made at a time.
///
/// Its memory is one piece, and stays when bytes are taken away.
@frozen package struct TextBuffer: ~Copyable {
  private var memory: Memory
  /// Where the memory is.
  @usableFromInline var base: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  /// How many bytes it holds.
  @usableFromInline package internal(set) var count = 0

  /// Owns the memory, because Embedded Swift has no structures with an end of their own for other
  /// modules.
  private final class Memory {
    let base: UnsafeMutablePointer<UInt8>

    init(capacity: Int) {
      base = .allocate(capacity: capacity)
    }

    deinit {
      base.deallocate()
    }
  }

  /// Nothing yet, and room for so many bytes; there will be more where it is needed.
  package init(capacity: Int = 512) {
    self.capacity = max(capacity, 1)
    memory = Memory(capacity: self.capacity)
    base = memory.base
  }

  /// Calls a function with the bytes.
  package func withBytes<Result: ~Copyable, Failure>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeBufferPointer(start: base, count: count).span)
  }

  /// Makes room for more bytes.
  @inlinable @inline(__always)
  mutating func reserve(_ size: Int) {
    if capacity &- count < size { grow(size) }
  }

  @usableFromInline @inline(never)
  mutating func grow(_ size: Int) {
    let room = max(capacity * 2, count + size)
    let larger = Memory(capacity: room)
    larger.base.update(from: base, count: count)
    (memory, base, capacity) = (larger, larger.base, room)
  }
}

// MARK: Bytes

extension TextBuffer {
  /// Appends a byte.
  @inlinable @inline(__always)
  package mutating func append(_ byte: UInt8) {
    reserve(1)
    base[count] = byte
    count &+= 1
  }

  /// Appends bytes as they are.
  @inlinable @inline(__always)
  package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    reserve(bytes.count)
    UnsafeMutableRawPointer(base + count).copyMemory(from: start, byteCount: bytes.count)
    count &+= bytes.count
  }

  /// Appends bytes as they are.
  package mutating func append(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { append($0) }
  }

  /// Appends bytes as they are.
  package mutating func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { append($0) }
  }

  /// Appends the UTF-8 form of a literal.
  @inlinable @inline(__always)
  package mutating func append(_ text: StaticString) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends at most 24 bytes: those of three numbers, from the lowest byte of each on.
  @inlinable @inline(__always)
  package mutating func append(_ words: InlineArray<3, UInt64>, count length: Int) {
    reserve(24)
    let place = UnsafeMutableRawPointer(base + count)
    place.storeBytes(of: words[0].littleEndian, as: UInt64.self)
    place.storeBytes(of: words[1].littleEndian, toByteOffset: 8, as: UInt64.self)
    place.storeBytes(of: words[2].littleEndian, toByteOffset: 16, as: UInt64.self)
    count &+= min(length, 24)
  }

  /// Appends bytes, filled up with blanks on the right (`%-*s`).
  @inlinable @inline(__always)
  package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, width: Int) {
    guard bytes.count < width, width <= 16 else {
      let start = count
      append(bytes)
      return pad(from: start, to: width)
    }
    let place = appendBlanks(width)
    for index in bytes.indices { place[index] = bytes[index] }
  }

  /// Appends a number in decimal, filled up with blanks on the right (`%-*u`).
  @inlinable @inline(__always)
  package mutating func append(decimal value: UInt64, width: Int) {
    guard value < 10, (1...16).contains(width) else {
      let start = count
      append(decimal: value)
      return pad(from: start, to: width)
    }
    appendBlanks(width)[0] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value)
  }

  /// Appends a number below 10 behind as many blanks as the width needs, which is at least 1 (`%*u`).
  @inlinable @inline(__always)
  package mutating func append(digit: UInt8, atEndOf width: Int) {
    let digit = UInt8(ascii: "0") &+ digit
    guard (1...16).contains(width) else {
      pad(from: count, to: width - 1)
      return append(digit)
    }
    appendBlanks(width)[width - 1] = digit
  }

  /// Appends as many blanks, at most 16, and gives their place.
  @inlinable @inline(__always)
  mutating func appendBlanks(_ width: Int) -> UnsafeMutablePointer<UInt8> {
    reserve(16)
    let place = base + count
    let memory = UnsafeMutableRawPointer(place)
    memory.storeBytes(of: 0x2020_2020_2020_2020, as: UInt64.self)
    memory.storeBytes(of: 0x2020_2020_2020_2020, toByteOffset: 8, as: UInt64.self)
    count &+= width
    return place
  }

  /// Appends blanks up to a width, counted from a place on; none where it is reached.
  package mutating func pad(from start: Int, to width: Int) {
    let end = start + width
    guard end > count else { return }
    // Eight at a time, the last ones beyond what is wanted.
    reserve(end - count + 8)
    let memory = UnsafeMutableRawPointer(base)
    while count < end {
      memory.storeBytes(of: 0x2020_2020_2020_2020, toByteOffset: count, as: UInt64.self)
      count &+= 8
    }
    count = end
  }

  /// Takes away what goes beyond so many bytes, counted from a place on.
  package mutating func cut(from start: Int, to length: Int) {
    count = min(count, start + length)
  }

  /// Takes so many bytes away from the beginning, or all.
  package mutating func removeFirst(_ number: Int) {
    let gone = min(number, count)
    base.update(from: base + gone, count: count - gone)
    count -= gone
  }
}
