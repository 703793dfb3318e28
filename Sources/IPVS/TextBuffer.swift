/// Bytes that grow at their end, for text of which much is made at a time.
///
/// Its memory is one piece, and stays when it is emptied.
package struct TextBuffer: ~Copyable {
  private var memory: Memory
  /// Where the memory is.
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// How many bytes it holds.
  package private(set) var count = 0

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
  @inline(__always)
  private mutating func reserve(_ size: Int) {
    if capacity - count < size { grow(size) }
  }

  @inline(never)
  private mutating func grow(_ size: Int) {
    let room = max(capacity * 2, count + size)
    let larger = Memory(capacity: room)
    larger.base.update(from: base, count: count)
    (memory, base, capacity) = (larger, larger.base, room)
  }
}

// MARK: Bytes

extension TextBuffer {
  /// Appends a byte.
  package mutating func append(_ byte: UInt8) {
    reserve(1)
    base[count] = byte
    count += 1
  }

  /// Appends bytes as they are.
  package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    reserve(bytes.count)
    (base + count).update(from: start, count: bytes.count)
    count += bytes.count
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
  package mutating func append(_ text: StaticString) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends blanks up to a width, counted from a place on; none where it is reached.
  package mutating func pad(from start: Int, to width: Int) {
    let blanks = start + width - count
    guard blanks > 0 else { return }
    reserve(blanks)
    (base + count).update(repeating: UInt8(ascii: " "), count: blanks)
    count += blanks
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

  /// Takes everything away; the memory stays.
  package mutating func removeAll() {
    count = 0
  }
}

// MARK: Numbers and addresses

extension TextBuffer {
  /// Appends a number in decimal.
  package mutating func append(decimal value: UInt64) {
    if value < 10 { return append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value)) }
    // 20 digits are the most.
    reserve(20)
    var bound: UInt64 = 100
    var length = 2
    while length < 20, value >= bound {
      length += 1
      bound &*= 10
    }
    var rest = value
    var place = base + count + length
    repeat {
      place -= 1
      place.pointee = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    count += length
  }

  /// Appends a number in decimal.
  package mutating func append(decimal value: some UnsignedInteger & FixedWidthInteger) {
    append(decimal: UInt64(truncatingIfNeeded: value))
  }

  /// Appends a number in decimal.
  package mutating func append(decimal value: some SignedInteger & FixedWidthInteger) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(decimal: UInt64(truncatingIfNeeded: value.magnitude))
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
    reserve(15)
    let start = base + count
    var place = start
    for shift: UInt32 in [24, 16, 8, 0] {
      let octet = address.rawValue >> shift & 0xff
      if octet >= 100 { Self.put(octet / 100, &place) }
      if octet >= 10 { Self.put(octet / 10 % 10, &place) }
      Self.put(octet % 10, &place)
      if shift > 0 {
        place.pointee = UInt8(ascii: ".")
        place += 1
      }
    }
    count += place - start
  }

  @inline(__always)
  private static func put(_ digit: UInt32, _ place: inout UnsafeMutablePointer<UInt8>) {
    place.pointee = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
    place += 1
  }

  /// Appends the form that `inet_ntop` gives: the first longest run of at least two zero groups
  /// is `::`; mapped and compatible addresses end in a dotted quad.
  package mutating func append(address: IPv6Address) {
    let gap = address.longestZeroRun
    let endsDotted =
      gap?.lowerBound == 0 && (gap?.count == 6 || (gap?.count == 5 && address.group(5) == 0xffff))
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
      append(hexadecimal: address.group(index))
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

extension IPv6Address {
  /// One of the eight groups of 16 bits, from the left.
  fileprivate func group(_ index: Int) -> UInt16 {
    let half = index < 4 ? high : low
    return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (index & 3)))
  }

  /// The first of the longest runs of at least two zero groups.
  fileprivate var longestZeroRun: Range<Int>? {
    var longest: Range<Int>?
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, group(end) == 0 { end += 1 }
      if end - start >= 2, end - start > longest?.count ?? 0 { longest = start..<end }
      start = max(end, start + 1)
    }
    return longest
  }
}
