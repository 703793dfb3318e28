@testable import IPVSKernel

/// The bytes that are written in hexadecimal; blanks mean nothing, `#` begins a comment.
func hex(_ text: String) -> [UInt8] {
  var digits: [UInt8] = []
  for line in text.split(separator: "\n") {
    let code = line.prefix { $0 != "#" }
    digits += code.utf8.filter { $0 != UInt8(ascii: " ") }.map { byte in
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        fatalError("not hexadecimal: \(line)")
      }
      return UInt8(digit)
    }
  }
  precondition(digits.count.isMultiple(of: 2), "half a byte")
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

extension [UInt8] {
  /// A number in little-endian order.
  func number(at offset: Int, count: Int) -> UInt64 {
    self[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Appends a number in little-endian order.
  mutating func append(native value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Filled up to a multiple of four bytes.
  var aligned: [UInt8] { self + [UInt8](repeating: 0, count: (4 - count % 4) % 4) }
}

/// The messages that a kernel sends.
enum Answer {
  /// A message with any header.
  static func message(
    type: UInt16, flags: UInt16 = 0, sequence: UInt32, _ payload: [UInt8]
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(native: UInt32(16 + payload.count))
    bytes.append(native: type)
    bytes.append(native: flags)
    bytes.append(native: sequence)
    bytes.append(native: UInt32(4711))
    return (bytes + payload).aligned
  }

  /// An acknowledgement, or a refusal with a positive error number.
  static func acknowledgement(_ sequence: UInt32, errno: Int32 = 0) -> [UInt8] {
    var payload: [UInt8] = []
    payload.append(native: -errno)
    return message(
      type: 2, sequence: sequence, payload + [UInt8](repeating: 0xee, count: 16))
  }

  /// The end of a dump.
  static func done(_ sequence: UInt32, errno: Int32 = 0, flags: UInt16 = 2) -> [UInt8] {
    var payload: [UInt8] = []
    payload.append(native: -errno)
    return message(type: 3, flags: flags, sequence: sequence, payload)
  }

  /// A message of the family, with a generic netlink header before its attributes.
  static func row(
    _ sequence: UInt32, command: UInt8, flags: UInt16 = 2, _ attributes: [UInt8]
  ) -> [UInt8] {
    message(
      type: testFamily, flags: flags, sequence: sequence, [command, 1, 0, 0] + attributes)
  }
}

/// A generator of numbers that look random and are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
