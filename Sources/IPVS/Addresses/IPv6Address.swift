/// An IPv6 address.
public struct IPv6Address: Hashable, Sendable {
  /// The first 64 bits as a number: `2001:db8::1` has 0x2001_0db8_0000_0000.
  public let high: UInt64
  /// The last 64 bits as a number.
  public let low: UInt64

  /// The address of these two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The four 32-bit words, left to right, each as a number.
  public var words: (UInt32, UInt32, UInt32, UInt32) {
    (
      UInt32(truncatingIfNeeded: high >> 32), UInt32(truncatingIfNeeded: high),
      UInt32(truncatingIfNeeded: low >> 32), UInt32(truncatingIfNeeded: low)
    )
  }

  /// The eight 16-bit groups, left to right.
  public var groups: [UInt16] {
    [high, low].flatMap { half in
      [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> $0) }
    }
  }

  /// The sixteen bytes, left to right.
  public var octets: [UInt8] {
    groups.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
  }

  /// Whether it is in `ff00::/8`.
  public var isMulticast: Bool { high >> 56 == 0xff }
}

extension IPv6Address {
  /// Reads the forms that `inet_pton` takes: groups of one to four hexadecimal digits, `::` at
  /// most once, a dotted IPv4 address as the last two groups; no zone.
  public init?(_ text: ArraySlice<UInt8>) {
    let colon = UInt8(ascii: ":")
    var groups: [UInt16] = []
    var gap: Int?
    var rest = text
    if rest.first == colon {
      // Only a double colon may stand at the beginning; its first half is dropped here.
      rest = rest.dropFirst()
      guard rest.first == colon else { return nil }
    }
    while !rest.isEmpty {
      if rest.first == colon {
        guard gap == nil else { return nil }
        gap = groups.count
        rest = rest.dropFirst()
        continue
      }
      let word = rest.prefix { $0 != colon }
      if word.contains(UInt8(ascii: ".")) {
        guard word.count == rest.count, groups.count <= 6,
          let dotted = IPv4Address(strict: word)
        else { return nil }
        groups.append(UInt16(truncatingIfNeeded: dotted.rawValue >> 16))
        groups.append(UInt16(truncatingIfNeeded: dotted.rawValue))
        rest = rest.dropFirst(word.count)
        break
      }
      guard word.count <= 4, groups.count < 8 else { return nil }
      var group: UInt16 = 0
      for byte in word {
        guard let digit = byte.hexadecimalValue else { return nil }
        group = group << 4 | UInt16(digit)
      }
      groups.append(group)
      rest = rest.dropFirst(word.count)
      if !rest.isEmpty {
        rest = rest.dropFirst()
        guard !rest.isEmpty else { return nil }
      }
    }
    if let gap {
      guard groups.count < 8 else { return nil }
      groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
    }
    guard groups.count == 8 else { return nil }
    high = groups[..<4].reduce(0) { $0 << 16 | UInt64($1) }
    low = groups[4...].reduce(0) { $0 << 16 | UInt64($1) }
  }
}

extension IPv6Address: CustomStringConvertible {
  /// The compressed lower-case form of `inet_ntop`, such as `2001:db8::1`.
  public var description: String {
    var text: [UInt8] = []
    text.append(address: self)
    return String(decoding: text, as: UTF8.self)
  }
}
